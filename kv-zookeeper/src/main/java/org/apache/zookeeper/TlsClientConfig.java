package org.apache.zookeeper;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

/**
 * A handle's configuration by which it talks TLS, with certificates that need not stand in files and a word of what
 * went wrong. Part of the store contract's back end, not of ZooKeeper; not for anybody else.
 *
 * <p>It and {@link TlsSocket} stand in ZooKeeper's package since only a class there can be what a handle talks through.
 * ZooKeeper's own for TLS reads keys from one file and in ways that differ from those of the other stores, tells nobody
 * but its log what went wrong, and leaves its threads behind for seconds.
 */
public final class TlsClientConfig extends OwnClientConfig {

    private final SslContext tls;
    private final BiConsumer<InetSocketAddress, Throwable> failed;

    /**
     * Holds what a handle is to use.
     *
     * @param tls what to show and whom to trust; it has to verify host names
     * @param failed told of each connection that ended before a session was there, on a thread of the handle
     */
    public TlsClientConfig(SslContext tls, BiConsumer<InetSocketAddress, Throwable> failed) {
        this.tls = tls;
        this.failed = failed;
        setProperty(ZOOKEEPER_CLIENT_CNXN_SOCKET, TlsSocket.class.getName());
        // This socket does not wait for it.
        setProperty(ENABLE_CLIENT_SASL_KEY, "false");
    }

    SslContext tls() {
        return tls;
    }

    void failed(InetSocketAddress address, Throwable cause) {
        failed.accept(address, cause);
    }
}
