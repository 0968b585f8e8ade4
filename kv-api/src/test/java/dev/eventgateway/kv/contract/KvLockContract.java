package dev.eventgateway.kv.contract;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Lock;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Locks: one holder at a time, and a number that tells a later one from an earlier. */
public abstract class KvLockContract extends KvStoreContract {

    private static final Duration TTL = KvLeaseContract.TTL;
    private static final Key KEY = Key.of("lock/key");

    @Test
    void lockUnlock() {
        Lease lease = store.lease(TTL);
        long last = 0;
        for (int round = 0; round < 2; round++) {
            Lock lock = tried(store, lease).orElseThrow();
            assertThat(lock.held()).isTrue();
            assertThat(lock.key()).isEqualTo(KEY);
            assertThat(lock.fence()).isGreaterThan(last);
            assertThat(store.exists(KEY)).isTrue();
            last = lock.fence();

            lock.close();
            lock.close();

            assertThat(lock.held()).isFalse();
            assertThat(store.exists(KEY)).isFalse();
            assertThat(lease.held()).isTrue();
        }
    }

    @Test
    void lockTtl() {
        Lease lease = store.lease(TTL);
        Lock lock = tried(store, lease).orElseThrow();
        Lease other = another().lease(TTL);
        Duration severalTimes = lease.ttl().multipliedBy(5).dividedBy(2);

        await("the lock is kept")
                .during(severalTimes)
                .atMost(severalTimes.plus(WatchRecorder.PATIENCE))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> lock.held() && store.exists(KEY));
        assertThat(other.held()).isTrue();
        lease.close();

        assertThat(lock.held()).isFalse();
        assertThat(store.exists(KEY)).isFalse();
    }

    @Test
    void lockWait() {
        KvStore other = another();
        Lock first = tried(store, store.lease(TTL)).orElseThrow();
        CompletableFuture<Optional<Lock>> second = waiting(other);
        assertThat(second).isNotDone();

        first.close();

        Lock taken = second.join().orElseThrow();
        assertThat(taken.fence()).isGreaterThan(first.fence());
        assertThat(taken.held()).isTrue();
        taken.close();
    }

    @Test
    void listLockKey() {
        Lock lock = tried(store, store.lease(TTL)).orElseThrow();

        assertThat(store.list(Key.of("lock")).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.key()).isEqualTo(KEY))
                .satisfies(entry -> assertThat(entry.revision()).isEqualTo(lock.fence()));
    }

    @Test
    void whoDoesNotWaitIsToldAtOnceThatItIsTaken() {
        Lock lock = tried(store, store.lease(TTL)).orElseThrow();
        KvStore other = another();
        Lease lease = other.lease(TTL);

        assertThat(tried(other, lease)).isEmpty();
        assertThat(other.lock(KEY, lease, Duration.ofMillis(100))).isEmpty();
        assertThat(tried(store, store.lease(TTL)))
                .as("a lock is not taken twice by one store")
                .isEmpty();
        lock.close();
        assertThat(tried(other, lease)).isPresent();
    }

    @Test
    void aLockWhoseLeaseEndsGoesToTheNext() {
        KvStore owner = another();
        Lock first = tried(owner, owner.lease(TTL)).orElseThrow();
        CompletableFuture<Optional<Lock>> second = waiting(store);

        owner.close();

        assertThat(first.held()).isFalse();
        assertThat(second.join().orElseThrow().fence()).isGreaterThan(first.fence());
    }

    @Test
    void whatIsGuardedByALockThatAnotherHasIsRefused() {
        Lease lease = store.lease(TTL);
        Lock first = tried(store, lease).orElseThrow();
        Transaction guarded = Transaction.when(first.guard()).then(Operation.put(Key.of("lock/data"), utf8("1")));
        assertThat(store.commit(guarded).committed()).isTrue();

        store.delete(KEY);
        KvStore other = another();
        Lock second = tried(other, other.lease(TTL)).orElseThrow();

        assertThat(store.commit(guarded)).isEqualTo(new Transaction.Refused(first.guard()));
        first.close();
        assertThat(second.held()).isTrue();
        assertThat(store.exists(KEY)).as("only its holder releases a lock").isTrue();
    }

    @Test
    void aLockWithALeaseThatIsOverIsNotTaken() {
        Lease lease = store.lease(TTL);
        lease.close();

        assertFails(Reason.LEASE_LOST, () -> tried(store, lease));
        assertThat(store.exists(KEY)).isFalse();
    }

    @Test
    void whoIsInterruptedWhileWaitingIsToldSo() {
        assertThat(tried(store, store.lease(TTL))).isPresent();
        Lease lease = store.lease(TTL);
        Thread waiter = Thread.currentThread();
        CompletableFuture<Void> interruption = beside(() -> {
            await().atMost(WatchRecorder.PATIENCE).until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            waiter.interrupt();
            return null;
        });
        try {
            store.lock(KEY, lease, WatchRecorder.PATIENCE);
            throw new AssertionError("not interrupted");
        } catch (KvException interrupted) {
            assertThat(interrupted.reason()).isIn(Reason.INTERRUPTED, Reason.INDETERMINATE);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
            interruption.join();
        }
    }

    @Test
    void neverDoTwoHoldIt() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        AtomicLong lastFence = new AtomicLong();
        inParallel(4, thread -> {
            try (KvStore own = another()) {
                Lease lease = own.lease(TTL);
                for (int i = 0; i < 5; i++) {
                    try (Lock lock =
                            own.lock(KEY, lease, WatchRecorder.PATIENCE).orElseThrow()) {
                        assertThat(holders.incrementAndGet()).isEqualTo(1);
                        assertThat(lastFence.getAndSet(lock.fence())).isLessThan(lock.fence());
                        turns.incrementAndGet();
                        holders.decrementAndGet();
                    }
                }
            }
        });

        assertThat(turns).hasValue(20);
    }

    private static Optional<Lock> tried(KvStore where, Lease lease) {
        return where.lock(KEY, lease, Duration.ZERO);
    }

    /** {@return what comes of waiting, which has begun} */
    private static CompletableFuture<Optional<Lock>> waiting(KvStore where) {
        Lease lease = where.lease(TTL);
        return beside(() -> where.lock(KEY, lease, WatchRecorder.PATIENCE));
    }

    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        return supplyAsync(work, task -> new Thread(task, "beside").start());
    }
}
