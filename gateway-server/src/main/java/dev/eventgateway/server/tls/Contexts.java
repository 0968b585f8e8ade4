package dev.eventgateway.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's TLS, out of certificates. */
final class Contexts {

    /** Protects nothing: the key stores never leave the memory. */
    private static final char[] PASSWORD = "memory".toCharArray();

    private Contexts() {}

    /**
     * {@return what serves that certificate}
     *
     * @param clientAuthorities whom clients' certificates must come from; none if clients need none
     */
    static SSLContext of(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities)
            throws GeneralSecurityException, IOException {
        KeyStore identity = emptyStore();
        identity.setKeyEntry("server", key, PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust(clientAuthorities), null);
        return context;
    }

    private static TrustManager[] trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore trusted = emptyStore();
        for (int number = 0; number < authorities.size(); number++) {
            trusted.setCertificateEntry("authority-" + number, authorities.get(number));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }
}
