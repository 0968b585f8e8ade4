package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException.Reason;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.OwnClientConfig;
import org.apache.zookeeper.TlsClientConfig;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;

/**
 * Makes ZooKeeper's handles, one for each session, and tells what each says of itself. Curator's own events do not tell
 * which handle they come from: that an old one ended may be heard after its successor has connected.
 */
final class Sessions implements AutoCloseable {

    /** The names of 50,000 children take 4 MB; the client's default of 1 MiB would drop the connection. */
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
    /** For the call that ends a session; no other call of ours waits inside the client. */
    private static final int GOODBYE_MILLIS = 500;

    private final Options options;
    private final Paths paths;
    /** Of the leases. */
    private final Set<Links> leases = new HashSet<>();

    private boolean closed;

    Sessions(Options options, Paths paths) {
        this.options = options;
        this.paths = paths;
    }

    /**
     * Begins a session.
     *
     * @param timeoutMillis what is asked of the servers
     * @param links told of each link when it stands and when it is lost, on the handle's own threads
     * @param besides told whatever the session says of itself, after {@code links}
     */
    ZooKeeper open(int timeoutMillis, Links links, Watcher besides) throws IOException {
        ZKClientConfig config = config(links);
        config.setProperty(ZKConfig.JUTE_MAXBUFFER, Integer.toString(LARGEST_ANSWER));
        config.setProperty(ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT, Integer.toString(GOODBYE_MILLIS));
        String servers = options.connectString();
        Session session = new Session(links, besides);
        ZooKeeper handle = new ZooKeeper(servers, timeoutMillis, session, false, new Hosts(servers), config);
        options.credentials().ifPresent(who -> handle.addAuthInfo(Credentials.SCHEME, who.digest()));
        session.handle.complete(handle);
        return handle;
    }

    /** {@return links for the session of a lease, which end when this is closed} */
    synchronized Links leased() {
        String store = options.uri().toString();
        Links links = new Links(store, true, () -> {});
        leases.add(links);
        if (closed) {
            end(links);
        }
        return links;
    }

    /** Those links are of no use any more. */
    synchronized void forget(Links links) {
        leases.remove(links);
    }

    /** Calls under way for leases fail. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        leases.forEach(this::end);
    }

    private ZKClientConfig config(Links links) {
        return options.tls()
                .<ZKClientConfig>map(tls -> new TlsClientConfig(
                        tls,
                        (server, cause) -> Failures.ofHandshake(server, cause).ifPresent(links::failed)))
                .orElseGet(OwnClientConfig::new);
    }

    private void end(Links links) {
        links.end(Reason.CLOSED, "the store " + options.uri() + " is closed");
    }

    /** One handle: connected and lost many times, maybe, before it ends. Used by its event thread only. */
    private final class Session implements Watcher {

        /** The handle calls back before its constructor has returned, and is of no use before it has credentials. */
        private final CompletableFuture<ZooKeeper> handle = new CompletableFuture<>();

        private final Links links;
        private final Watcher besides;
        private final Watcher tree = this::changed;
        private @Nullable Link link;

        Session(Links links, Watcher besides) {
            this.links = links;
            this.besides = besides;
        }

        @Override
        public void process(WatchedEvent event) {
            switch (event.getState()) {
                case SyncConnected -> connected();
                case Disconnected, Expired, AuthFailed, Closed -> disconnected();
                default -> {} // How it authenticated.
            }
            besides.process(event);
        }

        private void connected() {
            disconnected();
            Link next = new Link(handle.join(), tree, paths, options.acl());
            link = next;
            links.up(next);
        }

        private void disconnected() {
            Link last = link;
            if (last != null) {
                link = null;
                links.down(last);
            }
        }

        private void changed(WatchedEvent event) {
            if (link != null && event.getType() != Event.EventType.None) {
                link.notified(event);
            }
        }
    }
}
