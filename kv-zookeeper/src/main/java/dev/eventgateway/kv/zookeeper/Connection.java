package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/**
 * Keeps the store's own session, as far as the servers let it. Curator renews a session that ended, also when the
 * servers refuse it for having seen later transactions than they have; who is connected when is told by ZooKeeper
 * itself.
 */
final class Connection implements AutoCloseable {

    /** How long the threads may take to end. */
    private static final int GOODBYE_MILLIS = 500;

    private final Options options;
    private final Links links;
    private final CuratorFramework curator;
    private final List<Thread> threads = new ArrayList<>();

    /** Starts to connect. */
    Connection(Options options, Sessions sessions) {
        this.options = options;
        this.links = new Links(options.uri().toString(), false, this::renew);
        this.curator = CuratorFrameworkFactory.builder()
                .connectString(options.connectString())
                .sessionTimeoutMs((int) options.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) options.sessionTimeout().toMillis())
                .retryPolicy((retries, elapsed, sleeper) -> false)
                .zookeeperFactory((servers, timeout, curators, readOnly) ->
                        sessions.open(timeout, links, event -> heard(event, curators)))
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
        curator.close();
        threads().forEach(Connection::join);
    }

    private void heard(WatchedEvent event, Watcher curators) {
        if (event.getState() == KeeperState.AuthFailed) {
            links.refused();
        }
        curators.process(event);
    }

    /** What Curator does of itself when a session has ended, but not when its credentials were refused. */
    private void renew() {
        try {
            curator.getZookeeperClient().reset();
        } catch (Exception failed) {
            throw new KvException(Reason.FAILED, "cannot connect to " + options.uri() + " again", failed);
        }
    }

    private synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    private synchronized Thread thread(Runnable work) {
        Thread thread = new Thread(work, "kv-zookeeper curator " + options.uri());
        thread.setDaemon(true);
        threads.add(thread);
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
