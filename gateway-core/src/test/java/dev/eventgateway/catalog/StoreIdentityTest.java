package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.catalog.CatalogStatus.State;
import dev.eventgateway.function.Functions;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.RoutingTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store is the one that a catalog was opened on, or its content is not applied and it is not written to. */
class StoreIdentityTest {

    private final KvStore original = KvStore.inMemory();
    private final TroubledStore store = new TroubledStore(original);
    private final Desk desk = new Desk(store).withTypeAndFunction();

    @AfterEach
    void close() {
        desk.close();
        store.close();
        original.close();
    }

    private static List<KvEntry> everything(KvStore store) {
        return Stream.of(Keys.CONFIG, Keys.META, Key.of("refs"), Key.of("claims"))
                .flatMap(prefix -> store.list(prefix).entries().stream())
                .toList();
    }

    @Test
    void aStoreThatWasWipedIsNotApplied() {
        RoutingTable before = desk.catalog().table();
        try (LogLines log = new LogLines();
                KvStore empty = KvStore.inMemory()) {
            store.replaceBy(empty);
            await().until(() -> desk.catalog().status().state() == State.FOREIGN);
            store.reset();
            assertThat(desk.catalog().status().message()).startsWith("The store was wiped while the gateway ran");
            assertThat(desk.catalog().table()).isSameAs(before);
            refused(Reason.UNAVAILABLE, () -> desk.eventTypes().create(EventType.of("a")))
                    .hasMessage(desk.catalog().status().message());
            refused(Reason.UNAVAILABLE, () -> desk.functions().delete("default", "func"));
            assertThat(empty.list(Keys.CONFIG).entries()).isEmpty();
            assertThat(log.warnings()).containsExactly(desk.catalog().status().message());
            assertThat(desk.catalog().awaitReady(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void aStoreThatWasWipedIsNotWrittenToAlsoBeforeTheWatchTells() {
        try (KvStore empty = KvStore.inMemory()) {
            store.hold();
            store.replaceBy(empty);
            refused(Reason.UNAVAILABLE, () -> desk.functions().delete("default", "func"))
                    .hasMessageStartingWith("The store was wiped while the gateway ran");
            refused(Reason.UNAVAILABLE, () -> desk.eventTypes().update(EventType.of("test.event")));
            refused(Reason.UNAVAILABLE, () -> desk.eventTypes().create(EventType.of("a")));
            assertThat(desk.catalog().status().state()).isEqualTo(State.FOREIGN);
            assertThat(everything(empty)).isEmpty();
        }
    }

    @Test
    void aStoreThatIsWipedBetweenThePlanOfAWriteAndItsTransactionIsNotWrittenTo() {
        try (KvStore empty = KvStore.inMemory()) {
            store.hold();
            store.beforeNextCommit(() -> store.replaceBy(empty));
            refused(Reason.UNAVAILABLE, () -> desk.eventTypes().create(EventType.of("a")))
                    .hasMessageStartingWith("The store was wiped while the gateway ran");
            assertThat(everything(empty)).isEmpty();
        }
    }

    @Test
    void aStoreThatIsEmptiedWhileItRunsKeepsRouting() {
        RoutingTable before = desk.catalog().table();
        try (LogLines log = new LogLines()) {
            original.commit(Transaction.of(everything(original).stream()
                    .map(entry -> Operation.delete(entry.key()))
                    .toArray(Operation[]::new)));
            await().until(() -> desk.catalog().status().state() == State.FOREIGN);
            assertThat(desk.catalog().table()).isSameAs(before);
            assertThat(log.warnings()).containsExactly(desk.catalog().status().message());
        }
    }

    @Test
    void anotherStoreIsNotAppliedNorAreItsChangesUntilARestart() {
        RoutingTable before = desk.catalog().table();
        try (KvStore other = KvStore.inMemory();
                Desk stranger = new Desk(other)) {
            store.replaceBy(other);
            await().until(() -> desk.catalog().status().state() == State.FOREIGN);
            assertThat(desk.catalog().status().message()).startsWith("The store was replaced by another one");
            stranger.eventTypes().create(EventType.of("strange"));
            store.replaceBy(original);
            refused(Reason.UNAVAILABLE, () -> desk.eventTypes().create(EventType.of("a")));
            assertThat(desk.catalog().table()).isSameAs(before);
            try (Desk restarted = new Desk(store)) {
                assertThat(restarted.eventTypes().create(EventType.of("a")).live())
                        .isTrue();
            }
        }
    }

    @Test
    void aSnapshotIsNotAppliedBeforeTheStoreIsKnownToBeTheSame() {
        store.hold();
        Desk.store(original, "config/eventtypes/default/a", "{\"space\":\"default\",\"name\":\"a\"}");
        store.lose(Keys.META);
        try (LogLines log = new LogLines()) {
            store.reset();
            await().until(() -> log.text().contains("asking again"));
            assertThat(desk.eventTypes().get("default", "a")).isEmpty();
            assertThat(desk.catalog().status().state()).isEqualTo(State.READY);
        }
        store.find();
        await().until(() -> desk.eventTypes().get("default", "a").isPresent());
    }

    @Test
    void closingEndsTheQuestionForTheStoresIdentity() {
        store.lose(Keys.META);
        store.reset();
        desk.close();
        store.find();
        assertThat(desk.catalog().status().state()).isEqualTo(State.READY);
    }

    @Test
    void aNewerFormatIsRefused() {
        try (KvStore newer = KvStore.inMemory();
                Functions functions = Functions.of(List.of())) {
            Desk.store(newer, "meta", "{\"format\":2,\"storeId\":\"x\",\"more\":[]}");
            refused(Reason.UNAVAILABLE, () -> Catalog.open(newer, functions))
                    .hasMessageContaining("format 2")
                    .hasMessageContaining("format 1");
        }
    }

    @Test
    void aPrefixThatBelongsToSomethingElseIsRefused() {
        try (KvStore foreign = KvStore.inMemory();
                Functions functions = Functions.of(List.of())) {
            Desk.store(foreign, "meta", "something else");
            refused(Reason.UNAVAILABLE, () -> Catalog.open(foreign, functions)).hasMessageContaining("\"meta\"");
        }
    }

    @Test
    void allWhoOpenANewStoreAgreeOnItsIdentity() {
        for (int round = 0; round < 50; round++) {
            try (KvStore fresh = KvStore.inMemory()) {
                List<CompletableFuture<Meta>> opened = List.of(
                        CompletableFuture.supplyAsync(
                                () -> Meta.ensure(fresh), task -> new Thread(task, "beside").start()),
                        CompletableFuture.supplyAsync(
                                () -> Meta.ensure(fresh), task -> new Thread(task, "beside").start()));
                assertThat(opened.get(0).join()).isEqualTo(opened.get(1).join());
                assertThat(fresh.get(Keys.META).orElseThrow().text())
                        .matches("\\{\"format\":1,\"storeId\":\"[0-9a-f-]{36}\"}");
            } catch (CompletionException failure) {
                throw new AssertionError(failure);
            }
        }
    }
}
