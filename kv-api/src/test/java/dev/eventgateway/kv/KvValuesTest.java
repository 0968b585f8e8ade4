package dev.eventgateway.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What travels through the store is immutable, comparable and discreet. */
class KvValuesTest {

    private static final Key KEY = Key.of("k");

    @Test
    void anEntryKeepsItsValueWhateverHappensToTheArrays() {
        byte[] given = "value".getBytes(UTF_8);
        KvEntry entry = new KvEntry(KEY, given, 7);
        given[0] = 'X';
        entry.value()[1] = 'X';

        assertThat(entry.text()).isEqualTo("value");
        assertThat(entry.size()).isEqualTo(5);
    }

    @Test
    void aPutKeepsItsValueWhateverHappensToTheArrays() {
        byte[] given = "value".getBytes(UTF_8);
        Operation.Put put = (Operation.Put) Operation.put(KEY, given);
        given[0] = 'X';
        put.value()[1] = 'X';

        assertThat(put.value()).isEqualTo("value".getBytes(UTF_8));
    }

    @Test
    void equalityIsByKeyValueAndRevision() {
        KvEntry entry = new KvEntry(KEY, new byte[] {1}, 7);

        assertThat(entry)
                .isEqualTo(new KvEntry(KEY, new byte[] {1}, 7))
                .hasSameHashCodeAs(new KvEntry(KEY, new byte[] {1}, 7));
        assertThat(entry).isNotEqualTo(new KvEntry(KEY, new byte[] {2}, 7));
        assertThat(entry).isNotEqualTo(new KvEntry(KEY, new byte[] {1}, 8));
        assertThat(entry).isNotEqualTo(new KvEntry(KEY.child("k"), new byte[] {1}, 7));
        assertThat(Operation.put(KEY, new byte[] {1}))
                .isEqualTo(Operation.put(KEY, new byte[] {1}))
                .hasSameHashCodeAs(Operation.put(KEY, new byte[] {1}))
                .isNotEqualTo(Operation.put(KEY, new byte[] {2}))
                .isNotEqualTo(Operation.delete(KEY));
    }

    @Test
    void aValueIsNeverPartOfATextForm() {
        KvEntry entry = new KvEntry(KEY, "se-cret".getBytes(UTF_8), 7);

        assertThat(entry).hasToString("k (7 bytes, revision 7)");
        assertThat(new KvChange.Put(entry).toString()).doesNotContain("se-cret");
        assertThat(Transaction.of(Operation.put(KEY, entry.value())).toString())
                .contains("put k (7 bytes)")
                .doesNotContain("se-cret");
    }

    @Test
    void aSnapshotAndATransactionCopyTheirLists() {
        List<KvEntry> entries = new ArrayList<>(List.of(new KvEntry(KEY, new byte[0], 1)));
        List<Operation> operations = new ArrayList<>(List.of(Operation.delete(KEY)));
        KvSnapshot snapshot = new KvSnapshot(1, entries);
        Transaction transaction = new Transaction(List.of(), operations);
        entries.clear();
        operations.clear();

        assertThat(snapshot.entries()).hasSize(1);
        assertThat(transaction.operations()).hasSize(1);
    }

    @Test
    void anOutcomeHasARevisionIfItCommitted() {
        assertThat(new Transaction.Committed(7).revision()).hasValue(7);
        assertThat(new Transaction.Committed(7).committed()).isTrue();
        assertThat(new Transaction.Refused(Guard.absent(KEY)).revision()).isEmpty();
        assertThat(new Transaction.Refused(Guard.absent(KEY)).committed()).isFalse();
    }
}
