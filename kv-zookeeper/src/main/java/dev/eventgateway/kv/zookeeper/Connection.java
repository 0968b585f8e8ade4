package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the servers, as far as they let it. Curator renews a session that ended, also when the servers
 * refuse it for having seen later transactions than they have; who is connected when is told by ZooKeeper itself.
 */
final class Connection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** How long the threads may take to end. */
    private static final int GOODBYE_MILLIS = 500;
    /** Before a call is tried again, which may be on the same connection. */
    private static final long PAUSE_MILLIS = 20;

    private final Options options;
    private final CuratorFramework curator;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Link link;
    private boolean closed;

    /** Starts to connect. */
    Connection(Options options, Paths paths) {
        this.options = options;
        this.curator = CuratorFrameworkFactory.builder()
                .connectString(options.connectString())
                .sessionTimeoutMs((int) options.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) options.sessionTimeout().toMillis())
                .retryPolicy((retries, elapsed, sleeper) -> false)
                .zookeeperFactory(new Sessions(paths, this::up, this::down))
                .ensembleTracker(false)
                .threadFactory(this::thread)
                .waitForShutdownTimeoutMs(GOODBYE_MILLIS)
                .build();
        curator.start();
    }

    /**
     * {@return the connection as it stands, once it does}
     *
     * @throws KvException with UNAVAILABLE at the deadline, CLOSED, or INTERRUPTED
     */
    Link link(Deadline deadline) {
        try {
            return awaited(deadline);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(
                    Reason.INTERRUPTED, "interrupted while waiting for a connection to " + options.uri(), interrupted);
        }
    }

    private synchronized Link awaited(Deadline deadline) throws InterruptedException {
        while (true) {
            if (closed) {
                throw new KvException(Reason.CLOSED, "the store " + options.uri() + " is closed");
            }
            if (link != null) {
                return link;
            }
            long left = deadline.nanosLeft();
            if (left <= 0) {
                throw new KvException(Reason.UNAVAILABLE, "no connection to " + options.uri() + " within " + deadline);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /**
     * {@return what {@code work} makes of the connection} Does it again on the next one whenever it fails as
     * UNAVAILABLE, which means that nothing was changed, until the deadline.
     */
    <T> T attempt(Deadline deadline, Function<Link, T> work) {
        while (true) {
            Link current = link(deadline);
            try {
                return work.apply(current);
            } catch (KvException failed) {
                if (failed.reason() != Reason.UNAVAILABLE || deadline.passed()) {
                    throw failed;
                }
                pause(failed);
            }
        }
    }

    private static void pause(KvException failed) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(Reason.INTERRUPTED, "interrupted after: " + failed.getMessage(), failed);
        }
    }

    /** Idempotent. Calls under way fail; takes no longer than a little over one second. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        curator.close();
        threads().forEach(Connection::join);
    }

    private synchronized void up(Link next) {
        LOG.info("connected to {}", options.uri());
        link = next;
        notifyAll();
    }

    private void down(Link last) {
        synchronized (this) {
            if (link == last) {
                link = null;
            }
            if (!closed) {
                LOG.warn("lost the connection to {}", options.uri());
            }
        }
        last.lose();
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
