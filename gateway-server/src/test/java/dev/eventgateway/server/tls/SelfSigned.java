package dev.eventgateway.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that vouches for itself, and its key: in files, in PEM. Made with the JDK's keytool, valid for a
 * day.
 *
 * @param store both, as the JDK keeps them
 * @param certificate the certificate's file
 * @param key the key's file
 */
public record SelfSigned(KeyStore store, Path certificate, Path key) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** {@return a certificate with a key of that kind: RSA, EC or Ed25519} Its files are named {@code name}. */
    public static SelfSigned make(Path folder, String name, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", "it", "-keyalg", algorithm, "-dname", "CN=" + name, "-validity", "1"));
        command.addAll(List.of("-ext", "san=ip:127.0.0.1,dns:localhost", "-keystore", file.toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + command);
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Key key = store.getKey("it", PASSWORD);
        Path keyFile = Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key.getEncoded()));
        Path certificate = Files.writeString(
                folder.resolve(name + ".crt"),
                pem("CERTIFICATE", store.getCertificate("it").getEncoded()));
        return new SelfSigned(store, certificate, keyFile);
    }

    private static String pem(String type, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    /** Puts the content of these files into those. */
    public void copyTo(Path otherCertificate, Path otherKey) throws IOException {
        Files.write(otherCertificate, Files.readAllBytes(certificate));
        Files.write(otherKey, Files.readAllBytes(key));
    }

    /** {@return the serial number, which tells certificates apart} */
    public String serial() throws GeneralSecurityException {
        return ((X509Certificate) store.getCertificate("it")).getSerialNumber().toString();
    }

    /** {@return what trusts those, and shows nothing} */
    public static SSLContext trusting(SelfSigned... trusted) throws GeneralSecurityException, IOException {
        return context(new KeyManager[0], trusted);
    }

    /** {@return what trusts those, and shows this} */
    public SSLContext identifiedTrusting(SelfSigned... trusted) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return context(keys.getKeyManagers(), trusted);
    }

    private static SSLContext context(KeyManager[] keys, SelfSigned... trusted)
            throws GeneralSecurityException, IOException {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, PASSWORD);
        for (SelfSigned each : trusted) {
            authorities.setCertificateEntry(
                    each.certificate().toString(), each.store().getCertificate("it"));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
