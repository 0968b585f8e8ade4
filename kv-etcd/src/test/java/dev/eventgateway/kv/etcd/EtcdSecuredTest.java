package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.contract.KvEndContract;
import dev.eventgateway.kv.contract.KvLeaseContract;
import dev.eventgateway.kv.contract.KvOperationsContract;
import dev.eventgateway.kv.contract.KvOutageContract;
import dev.eventgateway.kv.contract.KvWatchContract;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A store on a real etcd that talks TLS, wants certificates of its clients and asks for their users keeps the contract. */
class EtcdSecuredTest {

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static EtcdServer server;

    @BeforeAll
    static void startServer() {
        certificates = new TestCertificates(folder);
        server = secured(folder.resolve("server"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static EtcdServer secured(Path data) {
        EtcdServer secured = EtcdServer.startSecure(
                data,
                "--client-cert-auth",
                "--trusted-ca-file=" + certificates.authority(),
                "--cert-file=" + certificates.certificate("server"),
                "--key-file=" + certificates.key("server"),
                "--auth-token=jwt,pub-key=" + certificates.certificate("server") + ",priv-key="
                        + certificates.key("server") + ",sign-method=ES256,ttl=1s",
                "--bcrypt-cost=4");
        secured.openWith("?user=root&password=" + EtcdUsers.ROOT_PASSWORD + "&ca=" + certificates.authority() + "&cert="
                + certificates.certificate("client") + "&key=" + certificates.key("client"));
        new EtcdUsers(secured).enable();
        return secured;
    }

    private static KvStore etcd(String place) {
        return KvStores.open(server.uri(place));
    }

    @Nested
    class Operations extends KvOperationsContract {
        @Override
        protected KvStore open(String place) {
            return etcd(place);
        }
    }

    @Nested
    class Watches extends KvWatchContract {
        @Override
        protected KvStore open(String place) {
            return etcd(place);
        }
    }

    @Nested
    class Leases extends KvLeaseContract {
        @Override
        protected KvStore open(String place) {
            return etcd(place);
        }
    }

    @Nested
    class Outages extends KvOutageContract {
        @Override
        protected TestServer start(Path data) {
            return secured(data);
        }

        @Override
        protected String options() {
            return "&timeout=1s";
        }

        @Override
        protected int connections() {
            return 1;
        }
    }

    @Nested
    class Ends extends KvEndContract {
        @Override
        protected TestServer start(Path data) {
            return secured(data);
        }
    }
}
