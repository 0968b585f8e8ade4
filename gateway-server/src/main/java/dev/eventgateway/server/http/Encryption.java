package dev.eventgateway.server.http;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * How a listener encrypts: TLS 1.3 or 1.2, with forward secrecy and authenticated ciphers only.
 *
 * @param context asked for at each new connection
 * @param clientsIdentify whether only clients with a certificate that {@code context} trusts are let in
 */
public record Encryption(Supplier<SSLContext> context, boolean clientsIdentify) {

    private static final Sequence<String> PROTOCOLS = Sequence.of("TLSv1.3", "TLSv1.2");

    private static final Sequence<String> CIPHERS = Sequence.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** {@return an open port that does not accept yet} */
    AcceptingChannel<? extends StreamConnection> listen(
            XnioWorker worker, InetSocketAddress address, ChannelListener<StreamConnection> opened, OptionMap options)
            throws IOException {
        UndertowXnioSsl ssl = new UndertowXnioSsl(worker.getXnio(), OptionMap.EMPTY, context.get()) {
            @Override
            public SSLContext getSslContext() {
                return context.get();
            }
        };
        return ssl.createSslConnectionServer(
                worker,
                address,
                ChannelListeners.openListenerAdapter(opened),
                OptionMap.builder()
                        .addAll(options)
                        .set(Options.SSL_ENABLED_PROTOCOLS, PROTOCOLS)
                        .set(Options.SSL_ENABLED_CIPHER_SUITES, CIPHERS)
                        .set(
                                Options.SSL_CLIENT_AUTH_MODE,
                                clientsIdentify ? SslClientAuthMode.REQUIRED : SslClientAuthMode.NOT_REQUESTED)
                        .getMap());
    }
}
