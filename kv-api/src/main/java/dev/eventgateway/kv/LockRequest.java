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
        OptionalLong fence = taken();
        if (fence.isEmpty() && !patience.isZero()) {
            fence = awaited(System.nanoTime() + patience.toNanos());
        }
        if (fence.isEmpty() && unanswered != null) {
            throw unanswered;
        }
        return fence.stream()
                .mapToObj(revision -> new Lock(store, key, lease, revision))
                .findFirst();
    }

    private OptionalLong awaited(long end) {
        Semaphore releases = new Semaphore(0);
        Watch watch = store.watch(key, new Releases(releases));
        try {
            OptionalLong fence = OptionalLong.empty();
            while (fence.isEmpty() && releases.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                releases.drainPermits();
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

    /** Gives a permit when the entry may be gone. */
    private record Releases(Semaphore permits) implements WatchListener {

        @Override
        public void onSnapshot(KvSnapshot snapshot) {
            permits.release();
        }

        @Override
        public void onChanges(List<KvChange> changes) {
            if (changes.stream().anyMatch(KvChange.Delete.class::isInstance)) {
                permits.release();
            }
        }
    }
}
