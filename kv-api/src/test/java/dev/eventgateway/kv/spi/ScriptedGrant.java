package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A grant of a store that is kept alive, forgotten or out of reach, as a test wants it. */
final class ScriptedGrant implements Grant {

    /** What the store does with a renewal. */
    enum Mood {
        RENEWS,
        FORGOT,
        AWAY,
        HANGS,
        BROKEN
    }

    final AtomicInteger renewals = new AtomicInteger();
    final AtomicInteger revocations = new AtomicInteger();
    final AtomicInteger releases = new AtomicInteger();
    final CountDownLatch hanging = new CountDownLatch(1);
    volatile Mood mood = Mood.RENEWS;

    private final Duration ttl;
    private final CountDownLatch forever = new CountDownLatch(1);

    ScriptedGrant(Duration ttl) {
        this.ttl = ttl;
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public boolean renew(Deadline deadline) {
        renewals.incrementAndGet();
        return switch (mood) {
            case RENEWS -> true;
            case FORGOT -> false;
            case AWAY -> throw new KvException(Reason.UNAVAILABLE, "away");
            case HANGS -> hang();
            case BROKEN -> throw new IllegalStateException("broken");
        };
    }

    @Override
    public void revoke(Deadline deadline) {
        revocations.incrementAndGet();
        if (mood == Mood.AWAY) {
            throw new KvException(Reason.UNAVAILABLE, "away");
        }
    }

    @Override
    public void release() {
        releases.incrementAndGet();
    }

    private boolean hang() {
        hanging.countDown();
        try {
            forever.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(Reason.INTERRUPTED, "interrupted", interrupted);
        }
        return false;
    }
}
