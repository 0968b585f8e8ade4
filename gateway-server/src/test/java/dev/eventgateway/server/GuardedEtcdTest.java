package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;

class GuardedEtcdTest extends GuardedStoreContract {

    @Override
    TestServer start(Path folder, TestCertificates certificates, String secret) {
        EtcdServer server = EtcdServer.startSecure(
                folder,
                "--cert-file=" + certificates.certificate("server"),
                "--key-file=" + certificates.key("server"),
                "--bcrypt-cost=4");
        ask(server, "user/add", "{\"name\":\"root\",\"password\":\"" + secret + "\"}");
        ask(server, "role/add", "{\"name\":\"root\"}");
        ask(server, "user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        ask(server, "enable", "{}");
        return server;
    }

    private static void ask(EtcdServer server, String what, String question) {
        assertThat(server.ask("/v3/auth/" + what, question)).startsWith("200 ");
    }

    @Override
    String secureUri(TestServer server) {
        return "etcds://" + server.address() + "/gateway";
    }

    @Override
    String showing(String secret) {
        return "user=root&password=" + secret;
    }

    @Override
    String showing(Path file) {
        return "user=root&passwordFile=" + file;
    }
}
