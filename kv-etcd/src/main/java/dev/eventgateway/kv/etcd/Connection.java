package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.TlsAlerts;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a link to the servers, as far as they let it. One that has been of no use for a while is replaced: gRPC would wait longer
 * and longer, up to two minutes, before it connects again, and would not notice a line that has gone silent.
 */
final class Connection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long GOODBYE_MILLIS = 250;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Options options;
    /** One thread: a link is closed when all that it had to tell has been listened to. */
    private final ThreadPoolExecutor callbacks;

    private Link link;
    private volatile boolean closed;

    /** Does not connect before the first call. */
    Connection(Options options) {
        this.options = options;
        this.callbacks = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                this::thread,
                // gRPC may have something to tell after the end; its own thread then listens to it.
                (task, ended) -> task.run());
        this.link = new Link(options, callbacks);
    }

    /**
     * {@return the link as it stands}
     *
     * @throws KvException with CLOSED
     */
    synchronized Link link() {
        if (closed) {
            throw new KvException(Reason.CLOSED, "the store " + options.uri() + " is closed");
        }
        return link;
    }

    boolean closed() {
        return closed;
    }

    /**
     * {@return what {@code work} makes of the link} Does it again whenever it fails as UNAVAILABLE, which means that nothing was
     * changed, until the deadline.
     */
    <T> T attempt(Deadline deadline, Function<Link, T> work) {
        Optional<KvException> before = Optional.empty();
        while (true) {
            Link current = link();
            try {
                return work.apply(current);
            } catch (KvException failed) {
                suspect(current, failed);
                if (failed.reason() != Reason.UNAVAILABLE) {
                    throw failed;
                }
                // That the time is over says less than what it was spent with.
                KvException telling = Failures.isLate(failed) ? before.orElse(failed) : failed;
                if (deadline.nanosLeft() <= PAUSE_NANOS) {
                    throw telling;
                }
                before = Optional.of(telling);
                pause(failed);
            }
        }
    }

    /** {@code current} was of no use: replaces it, unless it was of use just now. */
    void renew(Link current) {
        if (current.silentNanos() >= PATIENCE_NANOS && replace(current)) {
            LOG.debug("no answer from {}, connecting anew", options.uri());
            callbacks.execute(current::close);
        }
    }

    /** Idempotent. Calls under way fail. */
    @Override
    public void close() {
        Link last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = link;
        }
        callbacks.execute(last::close);
        callbacks.shutdown();
        if (!hasEnded()) {
            last.close();
        }
    }

    private boolean hasEnded() {
        try {
            return callbacks.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A link whose certificate was refused waits like one that found nobody, though it may be welcome by now. */
    private void suspect(Link current, KvException failed) {
        if (failed.reason() == Reason.UNAVAILABLE
                || failed.reason() == Reason.INDETERMINATE
                || TlsAlerts.isClientRefused(failed)) {
            renew(current);
        }
    }

    private synchronized boolean replace(Link current) {
        if (closed || link != current) {
            return false;
        }
        link = new Link(options, callbacks);
        return true;
    }

    private void pause(KvException failed) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(Reason.INTERRUPTED, "interrupted after: " + failed.getMessage(), interrupted);
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "kv-etcd callbacks " + options.uri());
        thread.setDaemon(true);
        return thread;
    }
}
