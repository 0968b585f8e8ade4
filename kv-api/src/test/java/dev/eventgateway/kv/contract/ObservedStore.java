package dev.eventgateway.kv.contract;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.util.List;

/** Tells how far a request for a lock has come that is made through it; another store answers. */
final class ObservedStore extends StoreAround {

    private volatile boolean refused;
    private volatile boolean told;

    ObservedStore(KvStore store) {
        super(store);
    }

    /** {@return whether the request was refused, and a watch told it what is in its way} */
    boolean waits() {
        return refused && told;
    }

    @Override
    public Transaction.Outcome commit(Transaction transaction) {
        Transaction.Outcome outcome = store.commit(transaction);
        if (!outcome.committed()) {
            refused = true;
        }
        return outcome;
    }

    @Override
    public Watch watch(Key prefix, WatchListener listener) {
        return store.watch(prefix, new Telling(listener));
    }

    /** Tells when the listener knows of an entry. */
    private final class Telling implements WatchListener {

        private final WatchListener listener;

        Telling(WatchListener listener) {
            this.listener = listener;
        }

        @Override
        public void onSnapshot(KvSnapshot snapshot) {
            listener.onSnapshot(snapshot);
            if (!snapshot.entries().isEmpty()) {
                told = true;
            }
        }

        @Override
        public void onChanges(List<KvChange> changes) {
            listener.onChanges(changes);
        }

        @Override
        public void onState(Watch.State state) {
            listener.onState(state);
        }
    }
}
