package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.spi.TlsFiles;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** What gRPC needs to encrypt. It verifies the names of hosts by itself. */
final class Tls {

    private Tls() {}

    /** {@return what {@code files} say} By the JDK's own TLS: a native library would have to be there, and to be freed. */
    static SslContext of(TlsFiles files) {
        SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
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
