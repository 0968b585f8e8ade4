package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view in force, kept up by a watch: own changes and those of peers arrive alike. No snapshot comes into force before the store
 * has proved to be the one that the catalog was opened on. Calls of the listener are serial; all else is safe for many threads.
 */
final class LiveView implements WatchListener {

    /** How long a caller waits for the watch to bring what the store has. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int SHOWN_KEY = 300;

    private final KvStore store;
    private final Documents documents;
    private final Meta meta;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile View view = View.EMPTY;
    private volatile boolean ready;
    private volatile boolean closed;
    private volatile Optional<String> foreign = Optional.empty();

    /** Contains nothing until the first snapshot is delivered to it. */
    LiveView(KvStore store, Documents documents, Meta meta) {
        this.store = store;
        this.documents = documents;
        this.meta = meta;
    }

    /** {@return the view in force} */
    View view() {
        return view;
    }

    /** {@return whether a first snapshot is in force, once it is or the time is up} */
    boolean awaitReady(Duration atMost) {
        return await(() -> ready, atMost);
    }

    /** {@return whether the view contains the write of that revision, once it does or the patience is over} */
    boolean await(long revision) {
        return await(() -> ready && view.revision() >= revision, PATIENCE);
    }

    /** {@return what makes hashes of documents worthless to who does not know the store's own identity} */
    String salt() {
        return meta.storeId();
    }

    /** {@return why the store is not the one that the catalog was opened on, if so} */
    Optional<String> foreign() {
        return foreign;
    }

    /** {@return whether a snapshot was put into force} */
    boolean isReady() {
        return ready;
    }

    /**
     * Lets nothing pass that would write to another store than the one in view. Asks the store, as the watch may not have
     * told yet that it is another.
     *
     * @return what holds for as long as it is that one
     * @throws CatalogException if this view has ended, or the store has been replaced
     * @throws KvException if the store does not answer
     */
    Guard requireOwnStore() {
        if (closed) {
            throw new CatalogException(Reason.UNAVAILABLE, "The catalog is closed.");
        }
        Optional<KvEntry> mark = foreign.isPresent() ? Optional.empty() : store.get(Keys.META);
        if (foreign.isPresent() || !isOwn(mark.flatMap(Meta::parse))) {
            throw new CatalogException(Reason.UNAVAILABLE, foreign.orElseThrow());
        }
        return Guard.unchanged(Keys.META, mark.orElseThrow().revision());
    }

    /** Releases all who wait; nothing comes into force any more. Idempotent. */
    void close() {
        change(() -> closed = true);
    }

    @Override
    public void onSnapshot(KvSnapshot snapshot) {
        if (!isStopped() && isOwnStore()) {
            replace(view.after(snapshot, documents, salt()));
            change(() -> ready = true);
        }
    }

    @Override
    public void onChanges(List<KvChange> changes) {
        if (!isStopped() && (deletesNothing(changes) || isOwnStore())) {
            replace(view.after(changes, documents, salt()));
        }
    }

    /** What deletes may be the end of the whole configuration. */
    private static boolean deletesNothing(List<KvChange> changes) {
        return changes.stream().allMatch(KvChange.Put.class::isInstance);
    }

    @Override
    public void onState(Watch.State state) {
        if (state == Watch.State.CONNECTED) {
            LOG.info("Store connected.");
        } else {
            LOG.warn("Store connection lost, the last configuration stays in force.");
        }
    }

    private void replace(View next) {
        View before = view;
        change(() -> view = next);
        report(before, next);
    }

    private static void report(View before, View next) {
        if (before.skipped() == next.skipped()) {
            return;
        }
        next.skipped().forEach((key, reason) -> {
            if (!before.skipped().containsKey(key)) {
                LOG.warn("Document skipped, it cannot be read: {}: {}", shown(key), reason);
            }
        });
    }

    /** {@return a key as it may appear in a line for people} */
    static String shown(Key key) {
        String text = key.toString();
        return text.length() <= SHOWN_KEY ? text : text.substring(0, SHOWN_KEY) + "…";
    }

    /** {@return whether the store is the one opened; asks again for as long as there is no answer} */
    private boolean isOwnStore() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try {
                return isOwn(Meta.read(store));
            } catch (KvException failure) {
                LOG.debug("Store does not tell whether it is the one opened, asking again.", failure);
                await(() -> false, pause);
                requireUninterrupted(failure);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
        return false;
    }

    /** A watch that is being closed interrupts; one that is not gives the snapshot again to a listener that throws. */
    private static void requireUninterrupted(KvException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
    }

    private boolean isOwn(Optional<Meta> found) {
        if (found.filter(meta::isSame).isPresent()) {
            return true;
        }
        String message = "The store was " + (found.isEmpty() ? "wiped" : "replaced by another one")
                + " while the gateway ran: the last configuration stays in force, writes are refused until a restart.";
        turnForeign(message);
        return false;
    }

    /** A write and the watch may find it out at the same time. */
    private void turnForeign(String message) {
        change(() -> {
            if (foreign.isEmpty()) {
                foreign = Optional.of(message);
                LOG.error(message);
            }
        });
    }

    private boolean isStopped() {
        return closed || foreign.isPresent();
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether it is there, once it is, the time is up, the view ends or the thread is interrupted} */
    private boolean await(BooleanSupplier there, Duration atMost) {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (!there.getAsBoolean() && !isStopped() && left > 0) {
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return there.getAsBoolean();
    }
}
