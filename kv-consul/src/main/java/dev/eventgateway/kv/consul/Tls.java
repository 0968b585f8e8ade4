package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.spi.TlsFiles;
import dev.eventgateway.kv.spi.TlsFiles.Identity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.jspecify.annotations.Nullable;

/** How an agent is spoken to in secret: TLS 1.2 or newer, and only if its certificate names the host of the URI. */
final class Tls {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    /** Of a key store that never leaves this class. */
    private static final char[] NO_PASSWORD = {};

    private Tls() {}

    static ConnectionSocketFactory sockets(TlsFiles files) {
        return new SSLConnectionSocketFactory(
                context(files), VERSIONS, null, SSLConnectionSocketFactory.getDefaultHostnameVerifier());
    }

    private static SSLContext context(TlsFiles files) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identities(files), trust(files.trusted()), null);
            return context;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store options ca, cert and key: expected certificates and a key that belongs to them",
                    unusable);
        }
    }

    /** {@return null, which is the JDK's own, if nobody is named} */
    private static TrustManager @Nullable [] trust(List<X509Certificate> trusted)
            throws GeneralSecurityException, IOException {
        if (trusted.isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        for (X509Certificate one : trusted) {
            store.setCertificateEntry("authority " + store.size(), one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] identities(TlsFiles files) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        if (files.identity().isPresent()) {
            Identity identity = files.identity().get();
            store.setKeyEntry(
                    "identity", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
