package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.catalog.CatalogStatus.State;
import dev.eventgateway.function.Functions;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreTroubleTest {

    private final KvStore original = KvStore.inMemory();
    private final TroubledStore store = new TroubledStore(original);
    private final Desk desk = new Desk(store).withTypeAndFunction();

    @AfterEach
    void close() {
        desk.close();
        store.close();
        original.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = KvException.Reason.class,
            names = {"UNAVAILABLE", "DENIED", "CLOSED", "LEASE_LOST", "INTERRUPTED", "FAILED"})
    void d36WritesFailWhileTheStoreIsAwayAndReadsGoOn(KvException.Reason reason) {
        store.lose(reason);
        refused(Reason.UNAVAILABLE, () -> desk.eventTypes().create(EventType.of("a")))
                .hasMessage((reason == KvException.Reason.DENIED
                                ? "The store refuses this gateway: "
                                : "The store is not available: ")
                        + "no answer in 5 s")
                .hasCauseInstanceOf(KvException.class);
        refused(Reason.UNAVAILABLE, () -> desk.eventTypes().update(EventType.of("test.event")));
        refused(Reason.UNAVAILABLE, () -> desk.functions().delete("default", "func"));
        assertThat(desk.eventTypes().list("default", Map.of())).hasSize(1);
        assertThat(desk.functions().get("default", "func")).isPresent();
        assertThat(desk.catalog().status().store()).isEqualTo(Watch.State.STALE);
        assertThat(desk.catalog().status().state()).isEqualTo(State.READY);
        store.find();
        assertThat(desk.eventTypes().create(EventType.of("a")).live()).isTrue();
        assertThat(desk.catalog().status().store()).isEqualTo(Watch.State.CONNECTED);
    }

    @Test
    void aWriteWithoutAnswerMayHaveHappenedAndSaysSo() {
        store.lose(KvException.Reason.INDETERMINATE);
        refused(Reason.INDETERMINATE, () -> desk.eventTypes().create(EventType.of("a")))
                .hasMessageContaining("may have been made");
        await().until(() -> desk.eventTypes().get("default", "a").isPresent());
    }

    @Test
    void aWriteThatTheWatchDoesNotBringBackInTimeIsMadeButNotLive() {
        store.hold();
        Saved<EventType> saved = desk.eventTypes().create(EventType.of("a"));
        assertThat(saved.live()).isFalse();
        assertThat(desk.eventTypes().get("default", "a")).isEmpty();
        store.release();
        await().until(() -> desk.eventTypes().get("default", "a").isPresent());
    }

    @Test
    void closingReleasesWhoWaits() {
        KvStore mute = new TroubledStore(KvStore.inMemory());
        ((TroubledStore) mute).hold();
        try (Functions functions = Functions.of(List.of())) {
            Catalog catalog = Catalog.open(mute, functions);
            CompletableFuture<Boolean> ready = CompletableFuture.supplyAsync(
                    () -> catalog.awaitReady(Duration.ofDays(1)), task -> new Thread(task, "beside").start());
            assertThat(catalog.status().state()).isEqualTo(State.STARTING);
            assertThat(catalog.status().revision()).isZero();
            catalog.close();
            catalog.close();
            assertThat(ready.join()).isFalse();
            refused(Reason.UNAVAILABLE, () -> catalog.eventTypes().create(EventType.of("a")))
                    .hasMessage("The catalog is closed.");
        } finally {
            mute.close();
        }
    }

    @Test
    void whoIsInterruptedWhileWaitingIsToldThatTheWriteIsMade() {
        store.hold();
        Thread.currentThread().interrupt();
        Saved<EventType> saved = desk.eventTypes().create(EventType.of("a"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(saved.live()).isFalse();
        assertThat(original.exists(Key.of("config/eventtypes/default/a"))).isTrue();
    }

    @Test
    void aCatalogDoesNotOpenWithoutItsStore() {
        store.lose(KvException.Reason.UNAVAILABLE);
        try (Functions functions = Functions.of(List.of())) {
            refused(Reason.UNAVAILABLE, () -> Catalog.open(store, functions))
                    .hasMessage("The store is not available: no answer in 5 s");
        }
    }

    @Test
    void aResetOfEqualContentChangesNothing() {
        desk.subscriptions().create(Subscription.async("test.event", "func"));
        RoutingTable before = desk.catalog().table();
        String digest = desk.catalog().status().digest();
        long revision = desk.catalog().status().revision();
        original.put(Key.of("unwatched"), new byte[0]);
        store.reset();
        await().until(() -> desk.catalog().status().revision() > revision);
        assertThat(desk.catalog().table()).isSameAs(before);
        assertThat(desk.catalog().status().digest()).isEqualTo(digest);
    }

    @Test
    void aResetBringsWhatWasMissedAndKeepsTheObjectsOfWhatStayed() {
        Object kept = desk.functions().get("default", "func").orElseThrow();
        desk.eventTypes().create(EventType.of("old"));
        store.hold();
        try (Desk peer = new Desk(original)) {
            peer.eventTypes().delete("default", "old");
            peer.eventTypes().create(EventType.of("new"));
            store.relist();
            store.reset();
            await().until(() -> desk.eventTypes().get("default", "new").isPresent());
            assertThat(desk.eventTypes().get("default", "old")).isEmpty();
            assertThat(desk.functions().get("default", "func").orElseThrow()).isSameAs(kept);
            assertThat(desk.catalog().table()).isEqualTo(peer.catalog().table());
        }
    }
}
