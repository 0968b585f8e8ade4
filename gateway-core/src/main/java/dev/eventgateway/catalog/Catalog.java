package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogStatus.Skipped;
import dev.eventgateway.catalog.CatalogStatus.State;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The configuration in a store, and the view of it that this instance decides by. Writes go to the store; what is in force follows
 * the store's watch, whoever wrote. Once open, it goes on with the last configuration while the store is out of reach. Safe
 * for use by many threads; starts none beyond the store's watch.
 */
public final class Catalog implements AutoCloseable {

    private final LiveView live;
    private final Watch watch;
    private final Section<EventType> eventTypes;
    private final Section<FunctionSpec> functions;
    private final Section<Subscription> subscriptions;
    private final Section<CorsRule> corsRules;

    private Catalog(KvStore store, Documents documents, LiveView live) {
        Uses uses = new Uses(store, live, documents);
        this.live = live;
        this.eventTypes = new StoredSection<>(documents.eventTypes(), store, live, uses);
        this.functions = new StoredSection<>(documents.functions(), store, live, uses);
        this.subscriptions = new StoredSection<>(documents.subscriptions(), store, live, uses);
        this.corsRules = new StoredSection<>(documents.corsRules(), store, live, uses);
        this.watch = store.watch(Keys.CONFIG, live);
    }

    /**
     * Opens the configuration in {@code store} and starts to follow it; {@link #awaitReady} tells when it is there.
     *
     * @param store not closed by the catalog
     * @param functions the kinds of functions that this instance knows
     * @throws CatalogException with {@link CatalogException.Reason#UNAVAILABLE} if the store cannot be reached within its
     *     deadline, or holds something that this version does not understand
     */
    public static Catalog open(KvStore store, Functions functions) {
        Documents documents = Documents.of(functions);
        try {
            return new Catalog(store, documents, new LiveView(store, documents, Meta.ensure(store)));
        } catch (KvException failure) {
            throw StoreFailure.of(failure);
        }
    }

    /** {@return what is in force; costs one volatile read} */
    public RoutingTable table() {
        return live.view().table();
    }

    /** {@return the event types} */
    public Section<EventType> eventTypes() {
        return eventTypes;
    }

    /** {@return the functions} */
    public Section<FunctionSpec> functions() {
        return functions;
    }

    /** {@return the subscriptions} */
    public Section<Subscription> subscriptions() {
        return subscriptions;
    }

    /** {@return the CORS rules} */
    public Section<CorsRule> corsRules() {
        return corsRules;
    }

    /** {@return whether the configuration is in force, once it is or the time is up} */
    public boolean awaitReady(Duration atMost) {
        return live.awaitReady(atMost);
    }

    /** {@return how this catalog is now} */
    public CatalogStatus status() {
        View view = live.view();
        List<Skipped> skipped = view.skipped().entrySet().stream()
                .limit(CatalogStatus.MOST_SKIPPED)
                .map(entry -> new Skipped(LiveView.shown(entry.getKey()), entry.getValue()))
                .toList();
        return new CatalogStatus(
                state(),
                live.isReady() ? view.revision() : 0,
                HexFormat.of().toHexDigits(view.digest()),
                watch.state(),
                skipped,
                view.skipped().size(),
                live.foreign().orElse(""));
    }

    private State state() {
        if (live.foreign().isPresent()) {
            return State.FOREIGN;
        }
        return live.isReady() ? State.READY : State.STARTING;
    }

    /** Ends the watch and releases all who wait; the last table can still be read. Idempotent; leaves the store open. */
    @Override
    public void close() {
        live.close();
        watch.close();
    }
}
