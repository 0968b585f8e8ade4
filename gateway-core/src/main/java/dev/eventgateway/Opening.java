package dev.eventgateway;

import dev.eventgateway.catalog.Catalog;
import dev.eventgateway.catalog.CatalogException;
import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.Functions;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the configuration, with some patience: a store is often started together with the gateways that use it. */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final long PAUSE_MILLIS = 100;

    private final KvStore store;
    private final Functions functions;
    private final Duration patience;
    private final long end;

    /**
     * @param patience how long to try again while the store is out of reach, and then how long to wait for its first snapshot
     */
    Opening(KvStore store, Functions functions, Duration patience) {
        this.store = store;
        this.functions = functions;
        this.patience = patience;
        this.end = System.nanoTime() + patience.toNanos();
    }

    /**
     * {@return the catalog, with its configuration in force}
     *
     * @throws CatalogException if that cannot be
     */
    Catalog catalog() {
        Catalog opened = reached();
        if (opened.awaitReady(patience)) {
            return opened;
        }
        opened.close();
        throw new CatalogException(
                Reason.UNAVAILABLE, "the store did not deliver its configuration within " + seconds() + " s");
    }

    private Catalog reached() {
        for (boolean told = false; ; told = true) {
            try {
                return Catalog.open(store, functions);
            } catch (CatalogException failure) {
                if (!mayPass(failure) || System.nanoTime() - end > 0) {
                    throw failure;
                }
                if (!told) {
                    LOG.warn("Waiting for the store, {} s at most. {}", seconds(), failure.getMessage());
                }
                pause(failure);
            }
        }
    }

    /** Wrong credentials or another format stay what they are. */
    private static boolean mayPass(CatalogException failure) {
        return failure.getCause() instanceof KvException cause
                && (cause.reason() == KvException.Reason.UNAVAILABLE
                        || cause.reason() == KvException.Reason.INDETERMINATE);
    }

    private static void pause(CatalogException failure) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private long seconds() {
        return Math.max(1, patience.toSeconds());
    }
}
