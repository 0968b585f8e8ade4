package dev.eventgateway.bench.stores;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.ArrayList;
import java.util.List;

/** A tree of entries in a store, named as subscriptions are, and one who changes them. */
final class Tree {

    static final Key PREFIX = Key.of("config");

    private static final Key ENTRIES = PREFIX.append(Key.of("subscriptions/default"));
    /** A prime, so that one change after the other is of another entry, far from the one before. */
    private static final long STRIDE = 7_919;

    private final KvStore store;
    private final int size;
    private int next;

    Tree(KvStore store, int size) {
        this.store = store;
        this.size = size;
    }

    /** Puts all entries. */
    void fill() {
        List<Operation> puts = new ArrayList<>();
        while (next < size) {
            puts.add(Operation.put(key(next), Value.bytes(next)));
            next++;
            if (puts.size() == KvLimits.MAX_TRANSACTION_STEPS || next == size) {
                store.commit(new Transaction(List.of(), puts));
                puts.clear();
            }
        }
    }

    /** {@return the number of the value that an entry now has} */
    int change() {
        int number = next++;
        store.put(key((int) (number * STRIDE % size)), Value.bytes(number));
        return number;
    }

    private static Key key(int index) {
        return ENTRIES.child(Registration.subscription(index).subscriptionId());
    }
}
