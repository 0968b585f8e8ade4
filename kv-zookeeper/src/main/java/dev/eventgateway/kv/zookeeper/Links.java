package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The link of a session while it stands, for those who need one: its threads tell, and callers wait. Safe for use by
 * many threads.
 */
final class Links {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    /** Before a call is tried again, which may be on the same link. */
    private static final long PAUSE_MILLIS = 20;
    /** How long a refusal of the credentials counts. */
    private static final long REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String store;
    private final boolean quiet;
    private final Runnable renewal;
    private @Nullable Link link;
    private @Nullable KvException over;
    private @Nullable KvException refusal;
    private long refused;
    /** What went wrong when it was last tried to connect; empty if nothing is known. */
    private String trouble = "";

    /**
     * @param store names it in messages
     * @param quiet whether nobody but a developer wants to read when it stands
     * @param renewal replaces the session, which is over because the servers refused its credentials; must not block
     */
    Links(String store, boolean quiet, Runnable renewal) {
        this.store = store;
        this.quiet = quiet;
        this.renewal = renewal;
    }

    /**
     * {@return the link as it stands, once it does}
     *
     * @throws KvException with UNAVAILABLE at the deadline, DENIED if the servers refuse the credentials, INTERRUPTED;
     *     or as {@link #end} said
     */
    Link link(Deadline deadline) {
        try {
            return awaited(deadline);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(
                    Reason.INTERRUPTED, "interrupted while waiting for a connection to " + store, interrupted);
        }
    }

    /**
     * {@return what {@code work} makes of the link} Does it again on the next one whenever it fails as UNAVAILABLE,
     * which means that nothing was changed, until the deadline.
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

    /** The link stands. */
    synchronized void up(Link next) {
        LOG.atLevel(quiet ? Level.DEBUG : Level.INFO).log("connected to {}", store);
        link = next;
        trouble = "";
        notifyAll();
    }

    /** The link that stood is lost. */
    void down(Link last) {
        synchronized (this) {
            if (link == last) {
                link = null;
            }
            if (over == null) {
                LOG.atLevel(quiet ? Level.DEBUG : Level.WARN).log("lost the connection to {}", store);
            }
        }
        last.lose();
    }

    /** It was tried to connect, in vain. */
    synchronized void failed(String words) {
        if (over == null && !trouble.equals(words)) {
            LOG.atLevel(quiet ? Level.DEBUG : Level.WARN).log("cannot connect to {}: {}", store, words);
        }
        trouble = words;
    }

    /** The servers refuse the credentials, and the session is over. */
    synchronized void refused() {
        refusal = new KvException(Reason.DENIED, store + " refuses the credentials");
        refused = System.nanoTime();
        notifyAll();
    }

    /** There will be no link any more: from now on callers are told this. The first call counts. */
    synchronized void end(Reason reason, String words) {
        if (over == null) {
            over = new KvException(reason, words);
            notifyAll();
        }
    }

    private synchronized Link awaited(Deadline deadline) throws InterruptedException {
        while (true) {
            requireHope();
            if (link != null) {
                return link;
            }
            long left = deadline.nanosLeft();
            if (left <= 0) {
                throw new KvException(
                        Reason.UNAVAILABLE,
                        "no connection to " + store + " within " + deadline
                                + (trouble.isEmpty() ? "" : ": " + trouble));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void requireHope() {
        if (over != null) {
            throw copy(over);
        }
        if (refusal != null) {
            if (System.nanoTime() - refused < REFUSAL_NANOS) {
                throw copy(refusal);
            }
            refusal = null;
            renewal.run();
        }
    }

    /** Each caller needs a stack of its own. */
    private static KvException copy(KvException told) {
        return new KvException(told.reason(), String.valueOf(told.getMessage()));
    }

    private static void pause(KvException failed) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(Reason.INTERRUPTED, "interrupted after: " + failed.getMessage(), failed);
        }
    }
}
