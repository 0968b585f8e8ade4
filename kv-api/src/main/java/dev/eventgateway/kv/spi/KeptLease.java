package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.Lease;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A lease, but for the talk with the store: renews its grant three times within its time, and knows when it is lost. It
 * owns one daemon thread, the only one that talks to the store.
 *
 * <p>The holder's clock decides: the time counts from before a renewal was sent, so that the lease is lost here before
 * it can be over at the store.
 */
final class KeptLease implements Lease {

    private static final System.Logger LOG = System.getLogger(KeptLease.class.getName());
    private static final int RENEWALS = 3;
    /** Between two tries to renew, in parts of the whole time. */
    private static final int PAUSES = 20;

    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final Duration INTERRUPT = Duration.ofMillis(250);

    private enum State {
        HELD,
        LOST,
        CLOSED
    }

    private final Grant grant;
    private final String store;
    private final Consumer<KeptLease> onEnd;
    private final Duration ttl;
    private final Thread keeper;
    private final List<Runnable> onLost = new ArrayList<>();
    // Guarded by this, and read by held().
    private volatile State state = State.HELD;
    private volatile long end;

    /**
     * Keeps {@code grant} from now on.
     *
     * @param asked when it was asked for, by {@link System#nanoTime}
     * @param store names the store in the thread and in messages
     * @param onEnd given this lease once, when it is lost or closed
     */
    KeptLease(Grant grant, long asked, String store, Consumer<KeptLease> onEnd) {
        this.grant = grant;
        this.store = store;
        this.onEnd = onEnd;
        this.ttl = grant.ttl();
        this.end = asked + ttl.toNanos();
        this.keeper = new Thread(this::keep, "kv-lease " + store);
        keeper.setDaemon(true);
        keeper.start();
    }

    Grant grant() {
        return grant;
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public boolean held() {
        return state == State.HELD && nanosLeft() > 0;
    }

    @Override
    public void onLost(Runnable action) {
        synchronized (this) {
            if (state != State.LOST) {
                onLost.add(action);
                return;
            }
        }
        run(action);
    }

    @Override
    public void close() {
        closeAll(List.of(this), Deadline.in(GOODBYE));
    }

    /**
     * Closes all of {@code leases} in the time that closing one may take. Waits until the store was told, at most until
     * {@code deadline}, then interrupts; does not wait for a call that it is made from.
     */
    static void closeAll(List<KeptLease> leases, Deadline deadline) {
        leases.forEach(KeptLease::shut);
        List<KeptLease> busy =
                leases.stream().filter(lease -> !lease.endsBy(deadline)).toList();
        busy.forEach(lease -> lease.keeper.interrupt());
        Deadline end = Deadline.in(INTERRUPT);
        busy.forEach(lease -> lease.endsBy(end));
    }

    /** Does not wait. */
    synchronized void shut() {
        if (state == State.HELD) {
            state = State.CLOSED;
            notifyAll();
        }
    }

    private long nanosLeft() {
        return end - System.nanoTime();
    }

    private void keep() {
        try {
            renew();
            if (state == State.CLOSED) {
                revoke();
            } else {
                tell();
            }
        } finally {
            onEnd.accept(this);
            grant.release();
        }
    }

    /** Returns once the lease is lost or closed. */
    private void renew() {
        long pause = ttl.toNanos() / RENEWALS;
        while (awaitTurn(pause)) {
            pause = ttl.toNanos() / (renewed() ? RENEWALS : PAUSES);
        }
    }

    /** {@return whether it is time to renew; false once the lease is lost or closed} */
    private synchronized boolean awaitTurn(long nanos) {
        long turn = System.nanoTime() + Math.min(nanos, Math.max(0, nanosLeft()));
        while (state == State.HELD && System.nanoTime() < turn) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, turn - System.nanoTime());
            } catch (InterruptedException stray) {
                // Only close() ends this thread.
            }
        }
        if (state == State.HELD && nanosLeft() <= 0) {
            state = State.LOST;
        }
        return state == State.HELD;
    }

    private boolean renewed() {
        long sent = System.nanoTime();
        try {
            if (grant.renew(Deadline.in(Duration.ofNanos(Math.min(nanosLeft(), ttl.toNanos() / RENEWALS))))) {
                extend(sent + ttl.toNanos());
                return true;
            }
            lose();
        } catch (KvException unanswered) {
            LOG.log(Level.DEBUG, "lease on " + store + " not renewed", unanswered);
        } catch (RuntimeException broken) {
            LOG.log(Level.WARNING, "lease on " + store + " not renewed", broken);
        }
        return false;
    }

    private synchronized void extend(long later) {
        // What has ended stays ended, even if the store does not know.
        if (held()) {
            end = later;
        }
    }

    private synchronized void lose() {
        if (state == State.HELD) {
            state = State.LOST;
        }
    }

    private void revoke() {
        try {
            grant.revoke(Deadline.in(GOODBYE));
        } catch (RuntimeException unanswered) {
            LOG.log(Level.DEBUG, "lease on " + store + " not revoked, it ends by itself", unanswered);
        }
    }

    private void tell() {
        LOG.log(Level.WARNING, "lost a lease of " + ttl.toMillis() + " ms on " + store);
        List<Runnable> actions;
        synchronized (this) {
            actions = List.copyOf(onLost);
        }
        actions.forEach(KeptLease::run);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException thrown) {
            LOG.log(Level.WARNING, "an action on the loss of a lease threw", thrown);
        }
    }

    /** {@return whether the thread was over by {@code deadline}, or is the current one and ends by itself} */
    private boolean endsBy(Deadline deadline) {
        if (Thread.currentThread() == keeper) {
            return true;
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(keeper, Math.max(1, deadline.nanosLeft()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !keeper.isAlive();
    }
}
