package dev.eventgateway.server;

import dev.eventgateway.kv.server.ConsulServer;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import java.nio.file.Path;

class GuardedConsulTest extends GuardedStoreContract {

    @Override
    TestServer start(Path folder, TestCertificates certificates, String secret) {
        return ConsulServer.start(
                folder, """
                "acl": {"enabled": true, "default_policy": "deny", "tokens": {"master": "%s", "agent": "%s"}},
                "cert_file": "%s", "key_file": "%s"
                """.formatted(secret, secret, certificates.certificate("server"), certificates.key("server")));
    }

    @Override
    String secureUri(TestServer server) {
        return "consuls://127.0.0.1:" + ((ConsulServer) server).httpsPort() + "/gateway";
    }

    @Override
    String showing(String secret) {
        return "token=" + secret;
    }

    @Override
    String showing(Path file) {
        return "tokenFile=" + file;
    }
}
