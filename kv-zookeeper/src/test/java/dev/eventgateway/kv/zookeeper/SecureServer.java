package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server that talks TLS, and wants to see a certificate of its clients. */
final class SecureServer {

    private final TestCertificates certificates;
    private final Path shown;
    private final ZooKeeperServer server;

    SecureServer(Path folder) throws IOException {
        certificates = new TestCertificates(Files.createDirectories(folder.resolve("certificates")));
        shown = folder.resolve("shown.pem");
        install("server");
        server = ZooKeeperServer.start(
                folder.resolve("server"),
                "minSessionTimeout=2000",
                "maxSessionTimeout=60000",
                "ssl.keyStore.type=PEM",
                "ssl.keyStore.location=" + shown,
                "ssl.trustStore.type=PEM",
                "ssl.trustStore.location=" + certificates.authority(),
                "ssl.clientAuth=need");
    }

    ZooKeeperServer server() {
        return server;
    }

    TestCertificates certificates() {
        return certificates;
    }

    /** What it shows to be when it starts the next time. */
    void install(String name) throws IOException {
        Files.writeString(
                shown, Files.readString(certificates.key(name)) + Files.readString(certificates.certificate(name)));
    }

    /** {@return the option of a store that trusts {@code name}} */
    String trusting(String name) {
        return "&ca=" + (name.equals("authority") ? certificates.authority() : certificates.certificate(name));
    }

    /** {@return the options of a store that shows itself to be {@code name}} */
    String being(String name) {
        return "&cert=" + certificates.certificate(name) + "&key=" + certificates.key(name);
    }
}
