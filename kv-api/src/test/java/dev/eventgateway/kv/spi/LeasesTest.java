package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.spi.ScriptedGrant.Mood;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lease is held exactly as long as its holder can know that its entries are there. */
class LeasesTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    /** For several tries, also on a machine that is busy. */
    private static final Duration ENOUGH = Duration.ofSeconds(3);

    private static final Duration LONG = Duration.ofMinutes(30);

    private final Leases<ScriptedGrant> leases = new Leases<>("scripted", ScriptedGrant.class);
    private final AtomicInteger lost = new AtomicInteger();

    @AfterEach
    void close() {
        leases.close();
    }

    @Test
    void aLeaseThatIsRenewedIsHeldForLongerThanItsTime() {
        Duration time = Duration.ofSeconds(1);
        ScriptedGrant grant = new ScriptedGrant(time);
        Lease lease = open(grant);

        await().during(time.multipliedBy(4)).until(lease::held);
        assertThat(grant.renewals).hasValueGreaterThan(3);
        assertThat(lost).hasValue(0);
    }

    @Test
    void aLeaseThatTheStoreForgotIsLostAtOnce() {
        ScriptedGrant grant = new ScriptedGrant(SHORT);
        grant.mood = Mood.FORGOT;
        Lease lease = open(grant);

        await().until(() -> lost.get() == 1);
        assertThat(lease.held()).isFalse();
        await().until(() -> grant.releases.get() == 1);
        leases.close();
        assertThat(grant.renewals).hasValue(1);
        assertThat(grant.releases).hasValue(1);
        assertThat(grant.revocations).as("nothing is left to revoke").hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"AWAY", "BROKEN"})
    void aLeaseThatCannotBeRenewedIsLostWhenItsTimeIsOver(Mood mood) {
        ScriptedGrant grant = new ScriptedGrant(ENOUGH);
        grant.mood = mood;
        long begin = System.nanoTime();
        Lease lease = open(grant);

        await().atMost(Duration.ofSeconds(30)).until(() -> lost.get() == 1);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(ENOUGH.toNanos());
        assertThat(lease.held()).isFalse();
        assertThat(grant.renewals).as("it tried again and again").hasValueGreaterThan(2);
    }

    @Test
    void aLeaseWhoseStoreComesBackInTimeIsHeld() {
        ScriptedGrant grant = new ScriptedGrant(Duration.ofSeconds(3));
        grant.mood = Mood.AWAY;
        Lease lease = open(grant);
        await().until(() -> grant.renewals.get() >= 2);
        grant.mood = Mood.RENEWS;

        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(20)).until(lease::held);
    }

    @Test
    void aLeaseIsNotHeldPastItsTimeWhileARenewalHangs() {
        ScriptedGrant grant = new ScriptedGrant(SHORT);
        grant.mood = Mood.HANGS;
        Lease lease = open(grant);

        await().until(() -> !lease.held());
        assertThat(grant.hanging.getCount()).isZero();
        assertThat(lost).as("its thread is stuck").hasValue(0);
    }

    @Test
    void aLeaseThatIsClosedIsRevokedOnceAndNotLost() {
        ScriptedGrant grant = new ScriptedGrant(LONG);
        Lease lease = open(grant);
        lease.close();
        lease.close();

        assertThat(lease.held()).isFalse();
        assertThat(grant.revocations).hasValue(1);
        assertThat(grant.releases).hasValue(1);
        assertThat(lost).hasValue(0);
    }

    @Test
    void aLeaseIsClosedInTimeWhileARenewalHangs() throws Exception {
        ScriptedGrant grant = new ScriptedGrant(SHORT);
        grant.mood = Mood.HANGS;
        Lease lease = open(grant);
        grant.hanging.await();

        assertThat(CompletableFuture.runAsync(lease::close, task -> new Thread(task, "beside").start()))
                .succeedsWithin(Duration.ofSeconds(4));
        await().until(() -> grant.releases.get() == 1);
    }

    @Test
    void whoAsksAfterTheLossIsToldAtOnceAndOneThatThrowsHurtsNobody() {
        ScriptedGrant grant = new ScriptedGrant(SHORT);
        grant.mood = Mood.FORGOT;
        Lease lease = leases.open(SHORT, () -> grant);
        lease.onLost(() -> {
            throw new IllegalStateException("on purpose");
        });
        lease.onLost(lost::incrementAndGet);
        await().until(() -> lost.get() == 1);

        lease.onLost(lost::incrementAndGet);
        assertThat(lost).hasValue(2);
    }

    @Test
    void anActionMayCloseItsLease() {
        ScriptedGrant grant = new ScriptedGrant(SHORT);
        grant.mood = Mood.FORGOT;
        CountDownLatch closed = new CountDownLatch(1);
        Lease lease = leases.open(SHORT, () -> grant);
        lease.onLost(() -> {
            lease.close();
            closed.countDown();
        });

        await().until(() -> closed.getCount() == 0);
        await().until(() -> grant.releases.get() == 1);
    }

    @Test
    void allLeasesEndWithTheirStore() {
        ScriptedGrant one = new ScriptedGrant(LONG);
        ScriptedGrant other = new ScriptedGrant(LONG);
        Lease first = open(one);
        Lease second = open(other);

        leases.close();
        leases.close();

        assertThat(first.held() || second.held()).isFalse();
        assertThat(one.revocations).hasValue(1);
        assertThat(other.revocations).hasValue(1);
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> open(new ScriptedGrant(LONG)))
                .extracting(KvException::reason)
                .isEqualTo(Reason.CLOSED);
    }

    @Test
    void leasesThatBeginToEndAreOverAndRevokedBeforeAnybodyWaitsForThem() {
        ScriptedGrant grant = new ScriptedGrant(LONG);
        Lease lease = open(grant);

        leases.end();

        assertThat(lease.held()).isFalse();
        await().until(() -> grant.revocations.get() == 1);
        leases.close();
        assertThat(grant.releases).hasValue(1);
        assertThat(lost).hasValue(0);
    }

    @Test
    void manyLeasesThatAreStuckAreClosedInTheTimeOfOne() {
        Semaphore release = new Semaphore(0);
        List<ScriptedGrant> grants =
                Stream.generate(() -> new ScriptedGrant(SHORT)).limit(20).toList();
        grants.forEach(grant -> {
            grant.mood = Mood.FORGOT;
            Lease lease = open(grant);
            lease.onLost(release::acquireUninterruptibly);
        });
        await().until(() -> lost.get() == grants.size());

        assertThat(CompletableFuture.runAsync(leases::close, task -> new Thread(task, "beside").start()))
                .succeedsWithin(Duration.ofSeconds(4));
        release.release(grants.size());
        await().until(() -> grants.stream().allMatch(grant -> grant.releases.get() == 1));
    }

    @Test
    void aGrantThatComesWhenTheStoreIsClosedIsReleased() {
        ScriptedGrant grant = new ScriptedGrant(LONG);

        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> leases.open(LONG, () -> {
                    leases.close();
                    return grant;
                }))
                .extracting(KvException::reason)
                .isEqualTo(Reason.CLOSED);
        assertThat(grant.releases).hasValue(1);
    }

    @Test
    void onlyAHeldLeaseOfThisStoreIsGoodForAWrite() {
        ScriptedGrant grant = new ScriptedGrant(LONG);
        Lease lease = open(grant);
        assertThat(leases.grantOf(put(lease))).contains(grant);
        Leases<ScriptedGrant> others = new Leases<>("another", ScriptedGrant.class);

        assertRefused(Reason.INVALID, others, lease);
        lease.close();
        assertRefused(Reason.LEASE_LOST, leases, lease);
    }

    private Lease open(ScriptedGrant grant) {
        Lease lease = leases.open(grant.ttl(), () -> grant);
        lease.onLost(lost::incrementAndGet);
        return lease;
    }

    private static Transaction put(Lease lease) {
        return Transaction.of(Operation.put(Key.of("k"), new byte[0], lease));
    }

    private static void assertRefused(Reason reason, Leases<ScriptedGrant> where, Lease lease) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> where.grantOf(put(lease)))
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }
}
