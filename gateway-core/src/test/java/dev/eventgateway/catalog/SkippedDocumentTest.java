package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.catalog.CatalogStatus.Skipped;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkippedDocumentTest {

    private final KvStore store = KvStore.inMemory();
    private final Desk desk = new Desk(store).withTypeAndFunction();
    private final Subscription subscription = Subscription.async("test.event", "func");
    private final String route = "config/subscriptions/default/" + subscription.subscriptionId();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "config;x;expected a key config/<kind>/<space>/<id>",
                "config/eventtypes;x;expected a key config/<kind>/<space>/<id>",
                "config/eventtypes/default/a/b;x;expected a key config/<kind>/<space>/<id>",
                "config/colors/default/a;{};expected a key config/<kind>/<space>/<id>",
                "config/eventtypes/default/a;^^;EOF",
                "config/eventtypes/default/a;{\"name\":;unexpected EOF",
                "config/eventtypes/default/a;[];found an array, expected an object",
                "config/eventtypes/default/a;{\"space\":\"default\",\"name\":1};field \"name\": found a number, expected a string",
                "config/eventtypes/default/a;{\"space\":\"default\",\"name\":\"b\"};space and name or id in the document differ from those in the key",
                "config/eventtypes/default/a;{\"space\":\"other\",\"name\":\"a\"};space and name or id in the document differ from those in the key",
                "config/functions/default/f;{\"space\":\"default\",\"functionId\":\"f\",\"type\":\"lambda\"};provider lambda not supported, expected one of: http, vault",
                "config/subscriptions/default/s;{\"space\":\"default\",\"type\":\"async\"};space and name or id in the document differ from those in the key",
            })
    void aDocumentThatCannotBeReadIsSkippedAndReported(String key, String value, String reason) {
        Desk.store(store, key, value);
        await().untilAsserted(
                        () -> assertThat(desk.catalog().status().skipped()).containsExactly(new Skipped(key, reason)));
        assertThat(desk.eventTypes().create(EventType.of("next")).live()).isTrue();
    }

    @Test
    void d14AStoredFunctionWithoutProviderIsSkipped() {
        Desk.store(
                store, "config/functions/default/f", "{\"space\":\"default\",\"functionId\":\"f\",\"type\":\"http\"}");
        await().untilAsserted(() -> assertThat(desk.catalog().status().skipped())
                .containsExactly(new Skipped("config/functions/default/f", "provider configuration not set")));
    }

    @Test
    void d15AKeyWithoutASecondSegmentIsSkipped() {
        Desk.store(store, "config/functions/f", "{\"space\":\"default\",\"functionId\":\"f\"}");
        await().until(() -> desk.catalog().status().skippedCount() == 1);
        assertThat(desk.catalog().status().state()).isEqualTo(CatalogStatus.State.READY);
    }

    @Test
    void d37OneMalformedDocumentDisturbsNoOther() {
        desk.subscriptions().create(subscription);
        Desk.store(store, "config/functions/default/bad", "{");
        Desk.store(store, "config/eventtypes/default/bad", "{");
        Desk.store(store, "config/subscriptions/default/bad", "{");
        await().until(() -> desk.catalog().status().skippedCount() == 3);
        assertThat(desk.functions().list("default", Map.of())).hasSize(1);
        assertThat(desk.eventTypes().list("default", Map.of())).hasSize(1);
        assertThat(desk.subscriptions().list("default", Map.of())).hasSize(1);
        desk.subscriptions().create(subscription.at("GET", "/"));
        desk.subscriptions().delete("default", subscription.at("GET", "/").subscriptionId());
        desk.subscriptions().delete("default", subscription.subscriptionId());
        assertThat(desk.functions().delete("default", "func").live()).isTrue();
        assertThat(desk.eventTypes().delete("default", "test.event").live()).isTrue();
    }

    /** Else nobody would know, after a restart, that it is guarded. */
    @Test
    void anEventTypeThatCannotBeReadIsKnownToBeThereUntilItIsRepairedOrDeleted() {
        Desk.store(store, "config/eventtypes/default/a", "{");
        await().until(() -> desk.catalog().table().isUnreadableEventType("default", "a"));
        Desk.store(store, "config/eventtypes/default/a", "{\"space\":\"default\",\"name\":\"a\"}");
        await().until(() -> !desk.catalog().table().isUnreadableEventType("default", "a"));
        Desk.store(store, "config/eventtypes/default/a", "{");
        await().until(() -> desk.catalog().table().isUnreadableEventType("default", "a"));
        assertThat(desk.eventTypes().get("default", "a")).isPresent();
        store.delete(Key.of("config/eventtypes/default/a"));
        await().until(() -> !desk.catalog().table().isUnreadableEventType("default", "a"));
        assertThat(desk.eventTypes().get("default", "a")).isEmpty();
    }

    @Test
    void anEventTypeThatCannotBeReadAndIsGoneAfterAResetIsForgotten() {
        desk.close();
        try (TroubledStore troubled = new TroubledStore(KvStore.inMemory());
                Desk other = new Desk(troubled)) {
            Desk.store(troubled, "config/eventtypes/default/a", "{");
            await().until(() -> other.catalog().table().isUnreadableEventType("default", "a"));
            troubled.delete(Key.of("config/eventtypes/default/a"));
            troubled.reset();
            await().until(() -> !other.catalog().table().isUnreadableEventType("default", "a"));
            assertThat(other.catalog().status().skippedCount()).isZero();
        }
    }

    @Test
    void d38AMalformedUpdateLeavesTheRouteAndDeletionRemovesIt() {
        desk.subscriptions().create(subscription);
        Desk.store(store, route, "{\"type\":");
        await().until(() -> desk.catalog().status().skippedCount() == 1);
        assertThat(desk.catalog().table().subscription("default", subscription.subscriptionId()))
                .contains(subscription);
        store.delete(Key.of(route));
        await().until(() ->
                desk.catalog().table().match("POST", "/", "test.event").isEmpty());
        assertThat(desk.catalog().status().skipped()).isEmpty();
    }

    @Test
    void theLastGoodVersionOutlivesAResetToo() {
        desk.close();
        try (TroubledStore troubled = new TroubledStore(KvStore.inMemory());
                Desk other = new Desk(troubled).withTypeAndFunction()) {
            other.subscriptions().create(subscription);
            Desk.store(troubled, route, "{");
            await().until(() -> other.catalog().status().skippedCount() == 1);
            troubled.reset();
            Desk.store(troubled, "config/eventtypes/default/later", "{\"space\":\"default\",\"name\":\"later\"}");
            await().until(() -> other.eventTypes().get("default", "later").isPresent());
            assertThat(other.catalog().table().match("POST", "/", "test.event").async())
                    .hasSize(1);
            assertThat(other.catalog().status().skippedCount()).isEqualTo(1);
        }
    }

    @Test
    void aRepairedDocumentIsForgottenAndInForce() {
        Desk.store(store, "config/eventtypes/default/a", "{");
        await().until(() -> desk.catalog().status().skippedCount() == 1);
        Desk.store(store, "config/eventtypes/default/a", "{\"space\":\"default\",\"name\":\"a\"}");
        await().until(() -> desk.eventTypes().get("default", "a").isPresent());
        assertThat(desk.catalog().status().skippedCount()).isZero();
    }

    @Test
    void anUpdateRepairsAndADeleteRemovesWhatCannotBeRead() {
        for (String name : List.of("a", "b")) {
            Desk.store(store, "config/eventtypes/default/" + name, "{");
        }
        await().until(() -> desk.catalog().status().skippedCount() == 2);
        assertThat(desk.eventTypes().update(EventType.of("a")).live()).isTrue();
        assertThat(desk.eventTypes().get("default", "a")).contains(EventType.of("a"));
        assertThat(desk.eventTypes().delete("default", "b").document().id()).isEqualTo("b");
        assertThat(desk.catalog().status().skippedCount()).isZero();
        refused(Reason.CONFLICT, () -> desk.eventTypes().create(EventType.of("a")));
    }

    @Test
    void aSubscriptionIsRepairedOnlyByTheOneThatItsIdStandsFor() {
        desk.subscriptions().create(subscription);
        Desk.store(store, route, "{");
        await().until(() -> desk.catalog().status().skippedCount() == 1);
        refused(
                        Reason.INVALID,
                        () -> desk.subscriptions().update(subscription.subscriptionId(), subscription.at("GET", "/")))
                .hasMessageStartingWith("Invalid update.");
        assertThat(desk.subscriptions().update(subscription).live()).isTrue();
        assertThat(desk.catalog().status().skippedCount()).isZero();
    }

    @Test
    void aSkippedDocumentIsLoggedOnceWithItsKey() {
        try (LogLines log = new LogLines()) {
            for (int version = 0; version < 3; version++) {
                Desk.store(store, "config/eventtypes/default/a", "{".repeat(version + 1));
                desk.eventTypes().create(EventType.of("after" + version));
            }
            assertThat(log.warnings())
                    .containsExactly(
                            "Document skipped, it cannot be read: config/eventtypes/default/a: unexpected EOF");
        }
    }

    @Test
    void theStatusListsAHundredAndCountsAll() {
        IntStream.range(0, 120).forEach(i -> Desk.store(store, "config/eventtypes/default/" + i, "{"));
        Desk.store(store, "config/eventtypes/default/" + "x".repeat(2_000), "{");
        await().until(() -> desk.catalog().status().skippedCount() == 121);
        CatalogStatus status = desk.catalog().status();
        assertThat(status.skipped())
                .hasSize(100)
                .allSatisfy(each -> assertThat(each.key()).hasSizeLessThan(310));
    }

    @Test
    void rulesOfTodayDoNotTakeOutWhatWasStoredBefore() {
        Desk.store(store, "config/eventtypes/x/a b", "{\"space\":\"x\",\"name\":\"a b\"}");
        await().until(() -> desk.eventTypes().get("x", "a b").isPresent());
    }

    @Test
    void aFunctionOfATypeThatThisInstanceDoesNotKnowIsNotShownAtAll() {
        desk.functions()
                .create(new FunctionSpec("default", "v", "vault", ProviderConfig.of("token", "hunter2"), Map.of()));
        try (Functions none = Functions.of(List.of());
                Catalog poor = Catalog.open(store, none)) {
            assertThat(poor.awaitReady(Desk.SOON)).isTrue();
            assertThat(poor.functions().list("default", Map.of())).isEmpty();
            assertThat(poor.status().skipped())
                    .extracting(Skipped::key)
                    .containsExactly("config/functions/default/func", "config/functions/default/v");
            assertThat(poor.functions()
                            .write(desk.functions().get("default", "v").orElseThrow()))
                    .doesNotContain("hunter2");
            assertThat(poor.functions().delete("default", "v").live()).isTrue();
        }
        await().until(() -> desk.functions().get("default", "v").isEmpty());
    }
}
