package dev.eventgateway.kv;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wish for a lock: puts its entry as soon as there is none. Several that wait try it all at once when it is gone, and
 * the store decides. Used once, by one thread.
 */
final class LockRequest {

    private final KvStore store;
    private final Key key;
    private final Lease lease;
    /** Tells the entry of this request from all others. */
    private final byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    /** A put that got no answer: it may have happened, and may still. */
    private @Nullable KvException unanswered;

    LockRequest(KvStore store, Key key, Lease lease) {
        this.store = store;
        this.key = key;
        this.lease = lease;
    }

    /** {@return the lock; empty if somebody else still has it after {@code patience}} */
    Optional<Lock> within(Duration patience) {
        OptionalLong fence = fence(patience);
        if (fence.isEmpty() && unanswered != null) {
            throw unanswered;
        }
        return fence.stream()
                .mapToObj(revision -> new Lock(store, key, lease, revision))
                .findFirst();
    }

    /** Whatever goes wrong after a put that got no answer, it is that put which the caller has to know of. */
    private OptionalLong fence(Duration patience) {
        try {
            OptionalLong fence = taken();
            return fence.isEmpty() && !patience.isZero() ? awaited(System.nanoTime() + patience.toNanos()) : fence;
        } catch (KvException later) {
            if (unanswered == null) {
                throw later;
            }
            unanswered.addSuppressed(later);
            throw unanswered;
        }
    }

    private OptionalLong awaited(long end) {
        Releases releases = new Releases(key);
        Watch watch = store.watch(key, releases);
        try {
            OptionalLong fence = OptionalLong.empty();
            while (fence.isEmpty() && releases.await(end)) {
                fence = taken();
            }
            return fence;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(
                    KvException.Reason.INTERRUPTED, "lock " + key + ": interrupted while waiting for it", interrupted);
        } finally {
            watch.close();
        }
    }

    private OptionalLong taken() {
        try {
            OptionalLong fence = store.commit(
                            Transaction.when(Guard.absent(key)).then(Operation.put(key, token, lease)))
                    .revision();
            return fence.isEmpty() && unanswered != null ? found() : fence;
        } catch (KvException failed) {
            if (failed.reason() != KvException.Reason.INDETERMINATE) {
                throw failed;
            }
            unanswered = failed;
            return found();
        }
    }

    private OptionalLong found() {
        return store.get(key).filter(entry -> Arrays.equals(entry.value(), token)).stream()
                .mapToLong(KvEntry::revision)
                .findFirst();
    }

    /**
     * Tells when the entry may be gone. A watch may skip what came and went: to whom it said that there is no entry it
     * says nothing when there is none again, be it after somebody had the lock and released it. So as long as that is
     * what it said last, it is not relied upon.
     */
    private static final class Releases implements WatchListener {

        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

        private final Key key;
        private final Semaphore news = new Semaphore(0);
        private volatile boolean free;

        Releases(Key key) {
            this.key = key;
        }

        /** {@return whether the entry may be gone; false at the time {@code end}} */
        boolean await(long end) throws InterruptedException {
            long left = end - System.nanoTime();
            boolean told = news.tryAcquire(free ? Math.min(left, PAUSE_NANOS) : left, TimeUnit.NANOSECONDS);
            news.drainPermits();
            return told || System.nanoTime() < end;
        }

        @Override
        public void onSnapshot(KvSnapshot snapshot) {
            free = snapshot.entries().stream().noneMatch(entry -> entry.key().equals(key));
            news.release();
        }

        @Override
        public void onChanges(List<KvChange> changes) {
            for (KvChange change : changes) {
                if (change.key().equals(key)) {
                    free = change instanceof KvChange.Delete;
                    if (free) {
                        news.release();
                    }
                }
            }
        }
    }
}
