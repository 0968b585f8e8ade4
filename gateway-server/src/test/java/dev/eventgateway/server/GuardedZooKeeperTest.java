package dev.eventgateway.server;

import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The nodes that the first client makes belong to who has its user and password; that is all that ZooKeeper knows. */
class GuardedZooKeeperTest extends GuardedStoreContract {

    @Override
    TestServer start(Path folder, TestCertificates certificates, String secret) throws IOException {
        Path identity = Files.writeString(
                certificates.key("server").resolveSibling("identity.pem"),
                Files.readString(certificates.certificate("server")) + Files.readString(certificates.key("server")));
        return ZooKeeperServer.start(
                folder,
                "ssl.keyStore.type=PEM",
                "ssl.keyStore.location=" + identity,
                "ssl.trustStore.type=PEM",
                "ssl.trustStore.location=" + certificates.authority(),
                "ssl.clientAuth=NONE");
    }

    @Override
    String secureUri(TestServer server) {
        return "zks://127.0.0.1:" + ((ZooKeeperServer) server).securePort() + "/gateway";
    }

    @Override
    String showing(String secret) {
        return "user=gateway&password=" + secret;
    }

    @Override
    String showing(Path file) {
        return "user=gateway&passwordFile=" + file;
    }
}
