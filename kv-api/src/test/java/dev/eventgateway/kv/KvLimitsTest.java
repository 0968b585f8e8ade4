package dev.eventgateway.kv;

import static dev.eventgateway.kv.KvLimits.MAX_TRANSACTION_BYTES;
import static dev.eventgateway.kv.KvLimits.MAX_TRANSACTION_STEPS;
import static dev.eventgateway.kv.KvLimits.MAX_VALUE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KvLimitsTest {

    private static final Key A = Key.of("a");
    private static final Key B = Key.of("b");

    @Test
    void aValueMayBeAsLargeAsTheLimit() {
        assertThat(Transaction.of(Operation.put(A, new byte[MAX_VALUE_BYTES])).operations())
                .hasSize(1);
        assertRefused(
                Reason.TOO_LARGE,
                () -> Transaction.of(Operation.put(A, new byte[MAX_VALUE_BYTES + 1])),
                "value of a has 262145 bytes, the limit is 262144 bytes");
    }

    @Test
    void keysAndValuesTogetherMayBeAsLargeAsTheLimit() {
        int half = MAX_TRANSACTION_BYTES / 2;

        assertThat(Transaction.of(put(A, half - 1), put(B, half - 1)).operations())
                .hasSize(2);
        assertRefused(
                Reason.TOO_LARGE,
                () -> Transaction.of(put(A, half - 1), put(B, half)),
                "transaction has 368641 bytes of keys and values, the limit is 368640 bytes");
    }

    @Test
    void keysOfGuardsCountAndWhatNeedsEscapingCountsThreeTimes() {
        int half = MAX_TRANSACTION_BYTES / 2;
        Guard guard = Guard.absent(Key.of("a/é"));

        assertThat(Transaction.when(guard)
                        .then(put(A, half - 1), put(B, half - 9))
                        .guards())
                .hasSize(1);
        assertRefused(
                Reason.TOO_LARGE,
                () -> Transaction.when(guard).then(put(A, half - 1), put(B, half - 8)),
                "transaction has 368641 bytes of keys and values, the limit is 368640 bytes");
    }

    @Test
    void theKeyOfAPutWithALeaseCountsTwice() {
        int half = MAX_TRANSACTION_BYTES / 2;
        try (KvStore store = KvStore.inMemory()) {
            Lease lease = store.lease(Duration.ofMinutes(1));

            assertThat(Transaction.of(Operation.put(A, new byte[half - 2], lease), put(B, half - 1))
                            .operations())
                    .hasSize(2);
            assertRefused(
                    Reason.TOO_LARGE,
                    () -> Transaction.of(Operation.put(A, new byte[half - 2], lease), put(B, half)),
                    "transaction has 368641 bytes of keys and values, the limit is 368640 bytes");
        }
    }

    @Test
    void guardsAndOperationsCountTogether() {
        List<Guard> guards = IntStream.range(0, MAX_TRANSACTION_STEPS)
                .mapToObj(i -> Guard.absent(Key.of("k" + i)))
                .toList();

        assertThat(new Transaction(guards.subList(1, 63), List.of(put(A, 1))).guards())
                .hasSize(62);
        assertRefused(
                Reason.TOO_LARGE,
                () -> new Transaction(guards, List.of(put(A, 1))),
                "transaction has 64 guards and operations, the limit is 63 together");
    }

    @Test
    void aTransactionNeedsAnOperation() {
        assertRefused(
                Reason.INVALID,
                () -> Transaction.when(Guard.exists(A)).then(),
                "a transaction needs at least one operation");
    }

    @Test
    void aKeyAppearsOnceAmongTheGuardsAndOnceAmongTheOperations() {
        assertThat(Transaction.when(Guard.exists(A)).then(put(A, 1)).guards()).hasSize(1);
        assertRefused(
                Reason.INVALID,
                () -> Transaction.when(Guard.exists(A), Guard.unchanged(A, 1)).then(put(A, 1)),
                "key a appears twice among the guards of a transaction");
        assertRefused(
                Reason.INVALID,
                () -> Transaction.of(put(A, 1), Operation.delete(A)),
                "key a appears twice among the operations of a transaction");
    }

    private static Operation put(Key key, int size) {
        return Operation.put(key, new byte[size]);
    }

    private static void assertRefused(Reason reason, ThrowingCallable call, String message) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call)
                .withMessage(message)
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }
}
