package dev.eventgateway.kv.contract;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Lock;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** libkv's locks carry a value of their holder's; here the number does, and no lock has a value to be read. */
    @Test
    void lockUnlock() {
        Lease lease = store.lease(TTL);
        long last = 0;
        for (int round = 0; round < 2; round++) {
            Lock lock = tried(store, lease).orElseThrow();
            assertThat(lock.held()).isTrue();
            assertThat(lock.key()).isEqualTo(KEY);
            assertThat(lock.fence()).isGreaterThan(last);
            assertThat(store.get(KEY)).map(KvEntry::revision).contains(lock.fence());
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
        KvStore owner = another();
        Lease lease = owner.lease(TTL);
        Lock lock = tried(owner, lease).orElseThrow();
        Lease other = store.lease(TTL);
        Duration severalTimes = lease.ttl().multipliedBy(5).dividedBy(2);

        await("the lock is kept")
                .during(severalTimes)
                .atMost(severalTimes.plus(WatchRecorder.PATIENCE))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> lock.held() && tried(store, other).isEmpty());
        owner.close();

        assertThat(lock.held()).isFalse();
        Lock next = store.lock(KEY, other, WatchRecorder.PATIENCE).orElseThrow();
        assertThat(next.fence()).isGreaterThan(lock.fence());
        assertThat(store.get(KEY)).map(KvEntry::revision).contains(next.fence());
        assertThat(next.held()).isTrue();
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
        Lease lease = store.lease(TTL);
        List<Key> keys = new ArrayList<>(List.of(Key.of("lock"), Key.of("lock/subfolder")));
        keys.forEach(key -> store.put(key, utf8("val")));
        for (int i = 1; i <= 3; i++) {
            Key key = Key.of("lock/subfolder/key" + i);
            Lock lock = store.lock(key, lease, Duration.ZERO).orElseThrow();
            assertThat(store.get(key)).map(KvEntry::revision).contains(lock.fence());
            keys.add(key);
        }

        assertThat(store.list(Key.of("lock")).entries())
                .extracting(KvEntry::key)
                .isEqualTo(keys);
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
        assertThat(second).isNotDone();

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

    /** {@return what comes of waiting, which has begun: it was refused, and a watch told it who has the lock} */
    private static CompletableFuture<Optional<Lock>> waiting(KvStore where) {
        ObservedStore observed = new ObservedStore(where);
        Lease lease = where.lease(TTL);
        CompletableFuture<Optional<Lock>> lock = beside(() -> observed.lock(KEY, lease, WatchRecorder.PATIENCE));
        await("it waits").atMost(WatchRecorder.PATIENCE).until(() -> observed.waits() || lock.isDone());
        return lock;
    }

    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        return supplyAsync(work, task -> new Thread(task, "beside").start());
    }
}
