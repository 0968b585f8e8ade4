package dev.eventgateway.bench.stores;

import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.WatchListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** When a watch told of which value. Listens to a watch of ours, or is told by another's. */
final class Arrivals implements WatchListener {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<Integer, Long> arrived = new HashMap<>();
    private boolean ready;
    private int deliveries;

    @Override
    public synchronized void onSnapshot(KvSnapshot snapshot) {
        ready = true;
        notifyAll();
    }

    @Override
    public void onChanges(List<KvChange> changes) {
        long now = System.nanoTime();
        synchronized (this) {
            deliveries++;
            for (KvChange change : changes) {
                if (change instanceof KvChange.Put put) {
                    arrived(put.entry().text(), now);
                }
            }
        }
    }

    /** A watch tells of {@code value}. */
    synchronized void arrived(String value) {
        arrived(value, System.nanoTime());
    }

    /** Waits for the first snapshot. */
    synchronized void awaitReady() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!ready) {
            await(end, "the first snapshot");
        }
    }

    /** {@return at what {@link System#nanoTime} the value of that number came, once it has} */
    synchronized long await(int number) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        Long at = arrived.remove(number);
        while (at == null) {
            await(end, "value " + number);
            at = arrived.remove(number);
        }
        return at;
    }

    /** {@return how many times a watch of ours has told of changes} */
    synchronized int deliveries() {
        return deliveries;
    }

    private void arrived(String value, long at) {
        arrived.put(Value.number(value), at);
        notifyAll();
    }

    private void await(long end, String what) throws InterruptedException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new IllegalStateException("the watch told nothing of " + what + " within "
                    + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s");
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
    }
}
