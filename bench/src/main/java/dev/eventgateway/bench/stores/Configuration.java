package dev.eventgateway.bench.stores;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.routing.EventType;
import java.util.List;
import java.util.stream.Stream;

/** What the store of engines with so many subscriptions holds: registered once in memory, where that takes no time, and copied. */
final class Configuration {

    private static final List<Key> ROOTS = List.of(Key.of("meta"), Key.of("config"), Key.of("claims"), Key.of("refs"));
    private static final String HANDLER = "greeter";

    private final List<KvEntry> entries;

    Configuration(int subscriptions) {
        String name = "memory:configuration-" + subscriptions;
        try (KvStore memory = KvStores.open(name);
                EventGateway engine = engine(name)) {
            engine.eventTypes().create(EventType.of(Registration.EVENT_TYPE));
            engine.functions().create(FunctionSpec.java(Registration.FUNCTION, HANDLER));
            for (int i = 0; i < subscriptions; i++) {
                engine.subscriptions().create(Registration.subscription(i));
            }
            entries = ROOTS.stream()
                    .flatMap(root -> memory.list(root).entries().stream())
                    .toList();
        }
    }

    /** {@return an engine on the store at {@code uri}, once it routes} */
    static EventGateway engine(String uri) {
        return EventGateway.builder()
                .store(KvStores.open(uri))
                .function(HANDLER, event -> GatewayReply.of(200, "text/plain", "Hello"))
                .open();
    }

    void copyTo(String uri) {
        try (KvStore store = KvStores.open(uri)) {
            for (int from = 0; from < entries.size(); from += KvLimits.MAX_TRANSACTION_STEPS) {
                Stream<Operation> puts = entries.stream()
                        .skip(from)
                        .limit(KvLimits.MAX_TRANSACTION_STEPS)
                        .map(entry -> Operation.put(entry.key(), entry.value()));
                store.commit(new Transaction(List.of(), puts.toList()));
            }
        }
    }
}
