package dev.eventgateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.function.HttpFunctionProvider;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What an operator has: a catalog, and documents as JSON. */
final class Desk implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(10);
    static final String SPACE = "default";

    private final Functions functions;
    private final Catalog catalog;

    /** Opens a catalog that can call functions of the types http and vault, and waits until it is ready. */
    Desk(KvStore store) {
        functions = Functions.of(List.of(new HttpFunctionProvider(Duration.ofSeconds(1), 1), new VaultProvider()));
        catalog = Catalog.open(store, functions);
        assertThat(catalog.awaitReady(SOON)).isTrue();
    }

    Catalog catalog() {
        return catalog;
    }

    Section<EventType> eventTypes() {
        return catalog.eventTypes();
    }

    Section<FunctionSpec> functions() {
        return catalog.functions();
    }

    Section<Subscription> subscriptions() {
        return catalog.subscriptions();
    }

    Section<CorsRule> corsRules() {
        return catalog.corsRules();
    }

    /** {@return the answer to a POST} */
    static <T> String post(Section<T> section, String json) {
        return post(section, SPACE, json);
    }

    static <T> String post(Section<T> section, String space, String json) {
        return section.write(
                section.create(section.read(space, Optional.empty(), json)).document());
    }

    /** {@return the answer to a PUT} */
    static <T> String put(Section<T> section, String id, String json) {
        return section.write(
                section.update(id, section.read(SPACE, Optional.of(id), json)).document());
    }

    /** {@return the answer to a GET} */
    static <T> Optional<String> get(Section<T> section, String id) {
        return section.get(SPACE, id).map(section::write);
    }

    /** Registers event type {@code test.event} and function {@code func} in the default space. */
    Desk withTypeAndFunction() {
        return withTypeAndFunction(SPACE);
    }

    Desk withTypeAndFunction(String space) {
        eventTypes().create(new EventType(space, "test.event", Optional.empty(), Map.of()));
        functions().create(function("func").inSpace(space));
        return this;
    }

    static FunctionSpec function(String id) {
        return FunctionSpec.http(id, "http://127.0.0.1:1/" + id);
    }

    /** {@return an assertion on the message of the refusal, whose reason is checked here} */
    static AbstractThrowableAssert<?, CatalogException> refused(Reason reason, ThrowingCallable call) {
        CatalogException refusal = Assertions.catchThrowableOfType(CatalogException.class, call);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        return Assertions.assertThat(refusal);
    }

    static void store(KvStore store, String key, String value) {
        store.put(Key.of(key), value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        catalog.close();
        functions.close();
    }
}
