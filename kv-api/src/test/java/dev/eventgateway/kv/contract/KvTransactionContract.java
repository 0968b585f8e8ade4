package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions: all or nothing, at one revision, and a refusal that names the guard. */
public abstract class KvTransactionContract extends KvStoreContract {

    private static final Key THERE = Key.of("t/there");
    private static final Key ALSO = Key.of("t/also/there");
    private static final Key MISSING = Key.of("t/missing");
    private static final Operation NEVER = Operation.put(Key.of("t/never"), utf8("never"));

    private long there;
    private long also;

    @BeforeEach
    void putTwo() {
        there = store.put(THERE, utf8("1"));
        also = store.put(ALSO, utf8("2"));
    }

    @Test
    void allOperationsHappenTogetherAtOneRevision() {
        Key created = Key.of("t/new/place/key");

        Transaction.Outcome outcome = store.commit(Transaction.when(
                        Guard.unchanged(THERE, there), Guard.exists(ALSO), Guard.absent(created))
                .then(Operation.put(created, utf8("3")), Operation.delete(ALSO), Operation.put(THERE, utf8("4"))));

        assertThat(outcome.committed()).isTrue();
        long revision = outcome.revision().orElseThrow();
        assertThat(revision).isGreaterThan(also);
        assertThat(store.list(Key.of("t")).entries())
                .containsExactly(new KvEntry(created, utf8("3"), revision), new KvEntry(THERE, utf8("4"), revision));
    }

    @Test
    void eachKindOfGuardIsNamedWhenItDoesNotHold() {
        assertRefused(Guard.exists(MISSING));
        assertRefused(Guard.absent(THERE));
        assertRefused(Guard.unchanged(MISSING, there));
        assertRefused(Guard.unchanged(THERE, also));
        assertRefused(Guard.unchanged(THERE, there - 1));
        assertRefused(Guard.unchanged(THERE, there + 1_000_000));
        assertRefused(Guard.unchanged(THERE, 0));
        assertRefused(Guard.unchanged(MISSING, 0));
    }

    @Test
    void aGuardOnAKeyWithKeysBelowItIsOnThatKeyAlone() {
        assertRefused(Guard.exists(Key.of("t/also")));
        assertRefused(Guard.exists(Key.of("t")));
        assertRefused(Guard.exists(THERE.child("below")));
        assertThat(store.commit(Transaction.when(Guard.absent(Key.of("t/also")), Guard.absent(THERE.child("below")))
                                .then(Operation.put(Key.of("t/also"), utf8("parent"))))
                        .committed())
                .isTrue();
        assertThat(tree("t/also")).isEqualTo("t/also=parent t/also/there=2");
    }

    @Test
    void ofSeveralGuardsThatDoNotHoldTheCallersFirstIsNamed() {
        Guard holds = Guard.exists(THERE);
        Guard first = Guard.unchanged(ALSO, there);
        Guard second = Guard.exists(MISSING);

        assertThat(store.commit(Transaction.when(holds, first, second).then(NEVER)))
                .isEqualTo(new Transaction.Refused(first));
        assertThat(store.commit(Transaction.when(second, first, holds).then(NEVER)))
                .isEqualTo(new Transaction.Refused(second));
    }

    @Test
    void aRefusedTransactionChangesNothing() {
        String before = tree("t");

        assertThat(store.commit(Transaction.when(Guard.exists(ALSO), Guard.absent(THERE))
                        .then(
                                Operation.delete(THERE),
                                Operation.put(ALSO, utf8("x")),
                                Operation.put(Key.of("t/new"), utf8("y")))))
                .isEqualTo(new Transaction.Refused(Guard.absent(THERE)));
        assertThat(tree("t")).isEqualTo(before);
        assertThat(store.get(THERE)).map(KvEntry::revision).contains(there);
    }

    @Test
    void guardsNeedNotBeOnKeysThatAreWritten() {
        Key key = Key.of("t/written");

        assertThat(store.commit(Transaction.when(Guard.unchanged(THERE, there), Guard.absent(MISSING))
                                .then(Operation.put(key, utf8("3"))))
                        .committed())
                .isTrue();
        assertThat(store.get(THERE)).contains(new KvEntry(THERE, utf8("1"), there));
        assertThat(store.exists(MISSING)).isFalse();
    }

    @Test
    void aGuardSeesTheKeyAsItWasBeforeTheTransaction() {
        assertThat(store.commit(Transaction.when(Guard.absent(MISSING)).then(Operation.put(MISSING, utf8("3"))))
                        .committed())
                .isTrue();
        assertThat(store.commit(Transaction.when(Guard.exists(THERE)).then(Operation.delete(THERE)))
                        .committed())
                .isTrue();
        assertThat(tree("t")).isEqualTo("t/also/there=2 t/missing=3");
    }

    @Test
    void deletingWhatIsNotThereDoesNotHinderTheRest() {
        long revision = store.commit(Transaction.of(
                        Operation.delete(MISSING),
                        Operation.delete(Key.of("t/also")),
                        Operation.delete(THERE.child("below")),
                        Operation.put(THERE, utf8("3"))))
                .revision()
                .orElseThrow();

        assertThat(store.get(THERE)).contains(new KvEntry(THERE, utf8("3"), revision));
        assertThat(store.commit(Transaction.of(Operation.delete(MISSING))).committed())
                .isTrue();
        assertThat(tree("t")).isEqualTo("t/also/there=2 t/there=3");
    }

    @Test
    void aParentAndItsChildMayBeWrittenTogether() {
        store.commit(Transaction.of(
                Operation.put(Key.of("p"), utf8("1")),
                Operation.put(Key.of("p/c/d"), utf8("2")),
                Operation.put(Key.of("p/c"), utf8("3"))));
        assertThat(tree("p")).isEqualTo("p=1 p/c=3 p/c/d=2");

        store.commit(Transaction.of(
                Operation.delete(Key.of("p/c")),
                Operation.put(Key.of("p/c/e"), utf8("4")),
                Operation.delete(Key.of("p"))));
        assertThat(tree("p")).isEqualTo("p/c/d=2 p/c/e=4");
    }

    @Test
    void asManyStepsAsAllowedCommit() {
        Transaction puts = new Transaction(
                List.of(),
                IntStream.range(0, KvLimits.MAX_TRANSACTION_STEPS)
                        .mapToObj(i -> Operation.put(Key.of("many/" + i), utf8("v" + i)))
                        .toList());
        long revision = store.commit(puts).revision().orElseThrow();
        assertThat(store.list(Key.of("many")).entries())
                .hasSize(KvLimits.MAX_TRANSACTION_STEPS)
                .allMatch(entry -> entry.revision() == revision);

        List<Guard> guards = IntStream.range(0, KvLimits.MAX_TRANSACTION_STEPS - 1)
                .<Guard>mapToObj(i -> Guard.unchanged(Key.of("many/" + i), revision))
                .toList();
        assertThat(store.commit(new Transaction(guards, List.of(NEVER))).committed())
                .isTrue();
        Guard last = guards.get(guards.size() - 1);
        store.put(last.key(), utf8("changed"));
        assertThat(store.commit(new Transaction(guards, List.of(NEVER)))).isEqualTo(new Transaction.Refused(last));

        List<Operation> deletes = puts.operations().stream()
                .<Operation>map(put -> Operation.delete(put.key()))
                .toList();
        assertThat(store.commit(new Transaction(List.of(), deletes)).revision().orElseThrow())
                .isGreaterThan(revision);
        assertThat(tree("many")).isEmpty();
    }

    @Test
    void guardsAndOperationsOnTheSameKeysCountTwiceAndCommit() {
        int half = KvLimits.MAX_TRANSACTION_STEPS / 2;
        Transaction both = new Transaction(
                IntStream.range(0, half)
                        .mapToObj(i -> Guard.absent(Key.of("both/" + i)))
                        .toList(),
                IntStream.range(0, half)
                        .mapToObj(i -> Operation.put(Key.of("both/" + i), utf8("v")))
                        .toList());

        assertThat(store.commit(both).committed()).isTrue();
        assertThat(store.commit(both)).isEqualTo(new Transaction.Refused(Guard.absent(Key.of("both/0"))));
    }

    @Test
    void asManyBytesAsAllowedCommit() {
        int steps = KvLimits.MAX_TRANSACTION_STEPS;
        List<Key> keys = IntStream.range(0, steps)
                .mapToObj(i -> Key.of("heavy/" + (1_000 + i)))
                .toList();
        int room = KvLimits.MAX_TRANSACTION_BYTES - steps * "heavy/1000".length();
        byte[] share = new byte[room / steps];

        store.commit(new Transaction(
                List.of(), keys.stream().map(key -> Operation.put(key, share)).toList()));

        assertThat(store.list(Key.of("heavy")).entries())
                .hasSize(steps)
                .allMatch(entry -> entry.size() == share.length);
    }

    @Test
    void moreThanAllowedIsRefusedBeforeAnythingIsSent() {
        byte[] half = new byte[KvLimits.MAX_TRANSACTION_BYTES / 2];
        Operation one = Operation.put(Key.of("over/a"), half);
        Operation other = Operation.put(Key.of("over/b"), half);

        assertFails(Reason.TOO_LARGE, () -> store.commit(Transaction.of(one, other)));
        assertThat(tree("over")).isEmpty();
    }

    @Test
    void whatIsWrittenTogetherIsAlwaysReadTogether() throws Exception {
        AtomicInteger writers = new AtomicInteger(3);
        inParallel(5, thread -> {
            if (thread < 3) {
                writePairs(thread, 150);
                writers.decrementAndGet();
            } else {
                int reads = 0;
                while (writers.get() > 0 || reads++ < 10) {
                    assertPaired(store.list(Key.of("pair")).entries());
                }
            }
        });
        assertPaired(store.list(Key.of("pair")).entries());
    }

    @Test
    void neighboursNeverRefuseEachOther() throws Exception {
        inParallel(4, thread -> {
            Key own = Key.of("dir/own" + thread);
            Key created = Key.of("dir/created" + thread);
            long revision = store.put(own, utf8("0"));
            for (int i = 1; i <= 50; i++) {
                Transaction step = Transaction.when(Guard.unchanged(own, revision), Guard.absent(created))
                        .then(Operation.put(own, utf8(String.valueOf(i))), Operation.put(created, utf8("x")));
                revision = store.commit(step).revision().orElseThrow();
                assertThat(store.compareAndDelete(created, revision)).isTrue();
            }
        });

        assertThat(tree("dir")).isEqualTo("dir/own0=50 dir/own1=50 dir/own2=50 dir/own3=50");
    }

    @Test
    void nothingIsLostBetweenTwoThatMoveTheSameSum() throws Exception {
        Key left = Key.of("sum/left");
        Key right = Key.of("sum/right");
        store.commit(Transaction.of(Operation.put(left, utf8("1000")), Operation.put(right, utf8("1000"))));

        inParallel(4, thread -> {
            for (int done = 0; done < 25; ) {
                KvEntry from = store.get(left).orElseThrow();
                KvEntry to = store.get(right).orElseThrow();
                Transaction move = Transaction.when(
                                Guard.unchanged(left, from.revision()), Guard.unchanged(right, to.revision()))
                        .then(Operation.put(left, plus(from, -1 - thread)), Operation.put(right, plus(to, 1 + thread)));
                done += store.commit(move).committed() ? 1 : 0;
            }
        });

        assertThat(tree("sum")).isEqualTo("sum/left=750 sum/right=1250");
    }

    private void assertRefused(Guard guard) {
        assertThat(store.commit(Transaction.when(guard).then(NEVER))).isEqualTo(new Transaction.Refused(guard));
        assertThat(tree("t/never")).isEmpty();
    }

    /** Two keys far apart, sometimes deleted, always written together with the same value. */
    private void writePairs(int writer, int times) {
        Key one = Key.of("pair/a/one");
        Key other = Key.of("pair/z/deep/other");
        for (int i = 0; i < times; i++) {
            byte[] value = utf8(writer + "-" + i);
            store.commit(
                    i % 10 == 9
                            ? Transaction.of(Operation.delete(other), Operation.delete(one))
                            : Transaction.of(Operation.put(one, value), Operation.put(other, value)));
        }
    }

    private static void assertPaired(List<KvEntry> pair) {
        if (!pair.isEmpty()) {
            assertThat(pair).hasSize(2);
            assertThat(pair.get(0).text()).isEqualTo(pair.get(1).text());
            assertThat(pair.get(0).revision()).isEqualTo(pair.get(1).revision());
        }
    }

    private static byte[] plus(KvEntry entry, int amount) {
        return utf8(String.valueOf(Integer.parseInt(entry.text()) + amount));
    }
}
