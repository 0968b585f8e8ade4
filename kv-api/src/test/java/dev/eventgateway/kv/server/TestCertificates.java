package dev.eventgateway.kv.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates in PEM: an authority, and what it vouches for; and a stranger, which vouches for itself. Made with the
 * JDK's keytool, valid for a day.
 */
public final class TestCertificates {

    private static final String PASSWORD = "changeit";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final Path store;

    /** Makes them in {@code folder}. */
    public TestCertificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
        create("authority", "-ext", "bc:c");
        create("stranger", "-ext", "bc:c", "-ext", "san=ip:127.0.0.1,dns:localhost");
        issue("server", "san=ip:127.0.0.1,dns:localhost");
        issue("elsewhere", "san=dns:elsewhere.invalid");
        issue("client", "san=dns:client");
        for (String name : List.of("authority", "stranger", "server", "elsewhere", "client")) {
            export(name);
        }
    }

    /** {@return the certificate of the authority that vouches for server, elsewhere and client} */
    public Path authority() {
        return folder.resolve("authority.crt");
    }

    /** {@return the certificate of a name: {@code server}, {@code elsewhere}, {@code client}, {@code stranger}} */
    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    /** {@return the private key of that name, PKCS#8} */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    private void issue(String name, String alternative) {
        Path request = folder.resolve(name + ".csr");
        Path issued = folder.resolve(name + ".issued");
        create(name);
        keytool("-certreq", "-alias", name, "-file", request.toString());
        keytool(
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                request.toString(),
                "-outfile",
                issued.toString(),
                "-rfc",
                "-validity",
                "1",
                "-ext",
                "ku=digitalSignature,keyEncipherment",
                "-ext",
                "eku=serverAuth,clientAuth",
                "-ext",
                alternative);
        keytool("-importcert", "-noprompt", "-alias", name, "-file", issued.toString());
    }

    private void create(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "1",
                "-dname",
                "CN=" + name));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                arguments[0],
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Shell.run(command);
    }

    private void export(String name) {
        try {
            KeyStore all = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Key key = all.getKey(name, PASSWORD.toCharArray());
            Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : all.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            Files.writeString(certificate(name), chain);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + PEM.encodeToString(content) + "\n-----END " + type + "-----\n";
    }
}
