package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.spi.TlsFiles;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** What ZooKeeper's client needs to encrypt, with servers only whose certificate names the host of the URI. */
final class Tls {

    private Tls() {}

    /** {@return what {@code files} say} By the JDK's own TLS: a library of the system's would have to be there and to be freed. */
    static SslContext of(TlsFiles files) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .endpointIdentificationAlgorithm("HTTPS");
        if (!files.trusted().isEmpty()) {
            builder.trustManager(files.trusted().toArray(X509Certificate[]::new));
        }
        files.identity()
                .ifPresent(identity ->
                        builder.keyManager(identity.key(), identity.chain().toArray(X509Certificate[]::new)));
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new KvException(
                    KvException.Reason.INVALID, "store options ca, cert and key: " + unusable.getMessage(), unusable);
        }
    }
}
