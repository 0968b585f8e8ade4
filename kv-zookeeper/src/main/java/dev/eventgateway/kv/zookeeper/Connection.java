package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's own session, as far as the servers let it. Curator renews a session that ended; who is connected
 * when is told by ZooKeeper itself. Nothing but the connection belongs to this session, so it is given up easily.
 */
final class Connection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** How long the threads may take to end. */
    private static final int GOODBYE_MILLIS = 500;

    private final Options options;
    private final Sessions sessions;
    private final Links links;
    private final CuratorFramework curator;
    private final List<Thread> threads = new ArrayList<>();
    /** What tells the session from those before, which may still be heard of. */
    private volatile Object session = new Object();

    private @Nullable Thread renewing;
    private boolean closed;

    /** Starts to connect. */
    Connection(Options options, Sessions sessions) {
        this.options = options;
        this.sessions = sessions;
        this.links = new Links(options.uri().toString(), false, this::renew);
        this.curator = CuratorFrameworkFactory.builder()
                .connectString(options.connectString())
                .sessionTimeoutMs((int) options.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) options.sessionTimeout().toMillis())
                .retryPolicy((retries, elapsed, sleeper) -> false)
                .zookeeperFactory((servers, timeout, curators, readOnly) -> begin(timeout, curators))
                .ensembleTracker(false)
                .threadFactory(this::thread)
                .waitForShutdownTimeoutMs(GOODBYE_MILLIS)
                .build();
        curator.start();
    }

    /** {@return the links of the session, and of those that follow it} */
    Links links() {
        return links;
    }

    /** Idempotent. Calls under way fail; takes no longer than a little over one second. */
    @Override
    public void close() {
        links.end(Reason.CLOSED, "the store " + options.uri() + " is closed");
        List<Thread> ending = shut();
        curator.close();
        ending.forEach(Connection::join);
    }

    private ZooKeeper begin(int timeoutMillis, Watcher curators) throws IOException {
        Object begun = new Object();
        session = begun;
        return sessions.open(timeoutMillis, links, event -> {
            // Of an earlier session Curator would think that it was this one.
            if (session == begun) {
                heard(event, curators);
            }
        });
    }

    private void heard(WatchedEvent event, Watcher curators) {
        if (event.getState() == KeeperState.AuthFailed) {
            links.refused();
        }
        curators.process(event);
        // Curator may have taken it for the end of a session that was no longer this one.
        links.prune();
    }

    private synchronized void renew() {
        if (!closed) {
            Thread thread = daemon(this::replace, "kv-zookeeper renewal " + options.uri());
            renewing = thread;
            thread.start();
        }
    }

    /** Like Curator does of itself when the servers say that a session has ended. */
    private void replace() {
        try {
            curator.getZookeeperClient().reset();
        } catch (Exception failed) {
            LOG.error("no new session at {}", options.uri(), failed);
        }
        links.prune();
        if (isClosed()) {
            curator.getZookeeperClient().close(GOODBYE_MILLIS);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized List<Thread> shut() {
        closed = true;
        if (renewing != null) {
            threads.add(renewing);
        }
        return List.copyOf(threads);
    }

    private synchronized Thread thread(Runnable work) {
        Thread thread = daemon(work, "kv-zookeeper curator " + options.uri());
        threads.add(thread);
        return thread;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(GOODBYE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
