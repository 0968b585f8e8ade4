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
    /** For how long it is tried to go on with a session. */
    private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String store;
    private final boolean quiet;
    private final Runnable renewal;
    private @Nullable Link link;
    private @Nullable KvException over;
    private @Nullable KvException refusal;
    private long refused;
    /** Whether there was a link since the session began, and when it was lost. */
    private boolean interrupted;

    private long lost;
    /** Why it was in vain to connect, if it is not just that nobody was there. */
    private @Nullable KvException trouble;

    /**
     * @param store names it in messages
     * @param quiet whether nobody but a developer wants to read when it stands
     * @param renewal replaces the session: when the servers have refused its credentials; and when it was not possible to
     *     go on with it for a while, since a server that was wiped or restored refuses whoever knows more than itself.
     *     Must not block
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
     *     or as {@link #end} or {@link #failed} said
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

    /** The link stands, unless its session was given up meanwhile. */
    synchronized void up(Link next) {
        if (!next.isAlive()) {
            return;
        }
        LOG.atLevel(quiet ? Level.DEBUG : Level.INFO).log("connected to {}", store);
        link = next;
        trouble = null;
        interrupted = false;
        notifyAll();
    }

    /** The link that stood is lost. */
    void down(Link last) {
        synchronized (this) {
            if (link == last) {
                link = null;
                interrupted = true;
                lost = System.nanoTime();
                LOG.atLevel(quiet || over != null ? Level.DEBUG : Level.WARN).log("lost the connection to {}", store);
            }
        }
        last.lose();
    }

    /** The session was given up: so is its link, if there is one. */
    void prune() {
        Link last = current();
        if (last != null && !last.isAlive()) {
            down(last);
        }
    }

    /** It was tried to connect, in vain: whoever waits is told, if it does not go better until then. */
    synchronized void failed(KvException why) {
        trouble = why;
    }

    /** {@return whether there is more to say than that nobody is there} */
    synchronized boolean isTroubled() {
        return trouble != null;
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
                throw late(deadline);
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, nanosUntilRenewal()));
        }
    }

    private synchronized @Nullable Link current() {
        return link;
    }

    private long nanosUntilRenewal() {
        if (!interrupted) {
            return Long.MAX_VALUE;
        }
        long left = lost + RENEWAL_NANOS - System.nanoTime();
        if (left <= 0) {
            interrupted = false;
            renewal.run();
            return Long.MAX_VALUE;
        }
        return left;
    }

    private KvException late(Deadline deadline) {
        String words = "no connection to " + store + " within " + deadline;
        return trouble == null
                ? new KvException(Reason.UNAVAILABLE, words)
                : new KvException(trouble.reason(), words + ": " + trouble.getMessage(), trouble);
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
