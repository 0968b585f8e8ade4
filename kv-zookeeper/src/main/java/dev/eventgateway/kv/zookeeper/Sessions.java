package dev.eventgateway.kv.zookeeper;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;

/**
 * Makes ZooKeeper's handles for Curator, one for each session, and tells what each says of itself. Curator's own events
 * do not tell which handle they come from: that an old one ended may be heard after its successor has connected.
 */
final class Sessions implements ZookeeperFactory {

    /** The names of 50,000 children take 4 MB; the client's default of 1 MiB would drop the connection. */
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
    /** For the call that ends a session; no other call of ours waits inside the client. */
    private static final int GOODBYE_MILLIS = 500;

    private final Paths paths;
    private final Consumer<Link> up;
    private final Consumer<Link> down;

    /**
     * Called on the event thread of the handle concerned.
     *
     * @param up given each connection once it stands
     * @param down given the same once it is lost
     */
    Sessions(Paths paths, Consumer<Link> up, Consumer<Link> down) {
        this.paths = paths;
        this.up = up;
        this.down = down;
    }

    @Override
    public ZooKeeper newZooKeeper(String connectString, int sessionTimeout, Watcher curators, boolean readOnly)
            throws IOException {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKConfig.JUTE_MAXBUFFER, Integer.toString(LARGEST_ANSWER));
        config.setProperty(ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT, Integer.toString(GOODBYE_MILLIS));
        Session session = new Session(curators);
        ZooKeeper handle =
                new ZooKeeper(connectString, sessionTimeout, session, readOnly, new Hosts(connectString), config);
        session.handle.complete(handle);
        return handle;
    }

    /** One handle: connected and lost many times, maybe, before it ends. Used by its event thread only. */
    private final class Session implements Watcher {

        /** The handle calls back before its constructor has returned. */
        private final CompletableFuture<ZooKeeper> handle = new CompletableFuture<>();

        private final Watcher curators;
        private final Watcher tree = this::changed;
        private @Nullable Link link;

        Session(Watcher curators) {
            this.curators = curators;
        }

        @Override
        public void process(WatchedEvent event) {
            switch (event.getState()) {
                case SyncConnected -> connected();
                case Disconnected, Expired, AuthFailed, Closed -> disconnected();
                default -> {} // How it authenticated.
            }
            curators.process(event);
        }

        private void connected() {
            disconnected();
            Link next = new Link(handle.join(), tree, paths);
            link = next;
            up.accept(next);
        }

        private void disconnected() {
            Link last = link;
            if (last != null) {
                link = null;
                down.accept(last);
            }
        }

        private void changed(WatchedEvent event) {
            if (link != null && event.getType() != Event.EventType.None) {
                link.notified(event);
            }
        }
    }
}
