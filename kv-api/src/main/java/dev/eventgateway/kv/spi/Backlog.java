package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.WatchListener;
import dev.eventgateway.kv.spi.WatchView.News;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is still owed: a state, then data (a snapshot, changes, or both), then a state, each of them
 * optional. Its size is bounded by the number of keys, since what is owed of one key is its last change, and of two
 * states that cancel out nothing is owed. Not safe for concurrent use.
 */
final class Backlog {

    private State told = State.STALE;
    private @Nullable State before;
    private @Nullable State after;
    private final Map<Key, KvChange> changes = new HashMap<>();
    private @Nullable KvSnapshot whole;
    /** The view as it is by then is owed, which includes every change. */
    private boolean afresh;
    /** No state is told before the first snapshot. */
    private boolean begun;

    /**
     * Owes {@code news}: a snapshot in place of all data owed before, a change in place of an earlier one of its key.
     */
    void owe(News news) {
        news.whole().ifPresent(snapshot -> {
            whole = snapshot;
            afresh = false;
            begun = true;
            changes.clear();
        });
        if (!afresh) {
            news.changes().forEach(change -> changes.put(change.key(), change));
        }
    }

    /** Owes {@code state}, behind all data that is owed now. */
    void owe(State state) {
        if (begun && !data()) {
            before = unless(state, told);
        } else {
            after = unless(state, before == null ? told : before);
        }
    }

    /** {@return whether there is something to take} */
    boolean due() {
        return before != null || data();
    }

    /** {@return the next thing to tell, which is owed no longer} */
    Optional<Delivery> take(WatchView view) {
        if (before != null) {
            State state = before;
            told = state;
            before = null;
            return Optional.of(new Delivery(false, listener -> listener.onState(state)));
        }
        return data() ? Optional.of(takeData(view)) : Optional.empty();
    }

    /** The listener did not take the data it was given last: it is owed the whole view, and only then a state. */
    void refused() {
        State last = after == null ? before : after;
        before = null;
        after = last == null ? null : unless(last, told);
        whole = null;
        afresh = true;
        changes.clear();
    }

    private Delivery takeData(WatchView view) {
        KvSnapshot snapshot = afresh ? view.snapshot() : whole;
        Delivery next =
                snapshot == null ? takeChanges() : new Delivery(true, listener -> listener.onSnapshot(snapshot));
        whole = null;
        afresh = false;
        if (!data()) {
            before = after;
            after = null;
        }
        return next;
    }

    private Delivery takeChanges() {
        List<KvChange> batch = new ArrayList<>(changes.values());
        changes.clear();
        return new Delivery(true, listener -> {
            batch.sort(Comparator.comparingLong(KvChange::revision).thenComparing(KvChange::key));
            listener.onChanges(List.copyOf(batch));
        });
    }

    private boolean data() {
        return afresh || whole != null || !changes.isEmpty();
    }

    private static @Nullable State unless(State state, State same) {
        return state == same ? null : state;
    }

    /**
     * One call of the listener.
     *
     * @param data whether it carries data, else a state
     * @param call makes the call
     */
    record Delivery(boolean data, Consumer<WatchListener> call) {}
}
