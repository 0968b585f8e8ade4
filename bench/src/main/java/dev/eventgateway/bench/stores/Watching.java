package dev.eventgateway.bench.stores;

import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;

/** Somebody who watches a tree. */
final class Watching implements AutoCloseable {

    private final KvStore store;
    private final Arrivals arrivals = new Arrivals();
    private final long openNanos;

    /** Waits until the tree is there. */
    Watching(String uri) throws InterruptedException {
        store = KvStores.open(uri);
        long begin = System.nanoTime();
        store.watch(Tree.PREFIX, arrivals);
        arrivals.awaitReady();
        openNanos = System.nanoTime() - begin;
    }

    /** {@return how long the first snapshot took} */
    long openNanos() {
        return openNanos;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    @Override
    public void close() {
        store.close();
    }
}
