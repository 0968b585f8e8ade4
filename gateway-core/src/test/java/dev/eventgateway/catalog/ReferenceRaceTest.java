package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** D33: two gateways, one store, and never a reference to what is not there. */
class ReferenceRaceTest {

    private final TroubledStore here = new TroubledStore(KvStores.open("memory:reference-race"));
    private final TroubledStore there = new TroubledStore(KvStores.open("memory:reference-race"));
    private final Desk desk = new Desk(here).withTypeAndFunction();
    private final Desk peer = new Desk(there);
    private final Subscription subscription = Subscription.async("test.event", "func");

    @AfterEach
    void close() {
        desk.close();
        peer.close();
        here.close();
        there.close();
    }

    @Test
    void d33AReferenceMadeDuringADeleteRefusesIt() {
        here.beforeNextCommit(() -> peer.subscriptions().create(subscription));
        refused(Reason.IN_USE, () -> desk.functions().delete("default", "func"))
                .hasMessage("Function cannot be deleted because it's subscribed to a least one event.");
        peer.subscriptions().delete("default", subscription.subscriptionId());
        here.beforeNextCommit(() -> peer.subscriptions().create(subscription));
        refused(Reason.IN_USE, () -> desk.eventTypes().delete("default", "test.event"));
        peer.functions().create(Desk.function("auth"));
        here.beforeNextCommit(
                () -> peer.eventTypes().update(new EventType("default", "test.event", Optional.of("auth"), Map.of())));
        refused(Reason.IN_USE, () -> desk.functions().delete("default", "auth"))
                .hasMessage(
                        "Function auth cannot be deleted because is used as an authorizer for test.event event type.");
    }

    @Test
    void d33ADeleteDuringTheMakingOfAReferenceRefusesThat() {
        here.beforeNextCommit(() -> peer.functions().delete("default", "func"));
        refused(Reason.INVALID, () -> desk.subscriptions().create(subscription))
                .hasMessage("Function \"func\" not found.");
        peer.functions().create(Desk.function("func"));
        here.beforeNextCommit(() -> peer.eventTypes().delete("default", "test.event"));
        refused(Reason.INVALID, () -> desk.subscriptions().create(subscription))
                .hasMessage("Event Type \"test.event\" not found.");
    }

    @Test
    void d33AnUpdateDoesNotBringBackWhatWasDeletedMeanwhile() {
        here.beforeNextCommit(() -> peer.functions().delete("default", "func"));
        refused(Reason.NOT_FOUND, () -> desk.functions().update(Desk.function("func")));
        assertThat(here.exists(Key.of("config/functions/default/func"))).isFalse();
    }

    @Test
    void d31ALostRaceToCreateIsAConflict() {
        here.beforeNextCommit(() -> peer.eventTypes().create(EventType.of("a")));
        refused(Reason.CONFLICT, () -> desk.eventTypes().create(EventType.of("a")))
                .hasMessage("Event Type \"a\" already exists.");
    }

    @Test
    void aLostRaceToUpdateOrDeleteIsNotShown() {
        here.beforeNextCommit(() -> peer.functions().update(Desk.function("func")));
        assertThat(desk.functions().update(Desk.function("func")).live()).isTrue();
        here.beforeNextCommit(() -> peer.functions().update(Desk.function("func")));
        assertThat(desk.functions().delete("default", "func").live()).isTrue();
    }

    @Test
    void whoAlwaysLosesIsToldToTryAgain() {
        here.beforeEveryCommit(() -> peer.functions().update(Desk.function("func")));
        refused(Reason.UNAVAILABLE, () -> desk.functions().update(Desk.function("func")))
                .hasMessageContaining("try again");
    }

    @Test
    void aUseThatThePeerHasNotSeenYetRefusesItsDelete() {
        there.hold();
        desk.subscriptions().create(subscription);
        refused(Reason.IN_USE, () -> peer.functions().delete("default", "func"));
        refused(Reason.IN_USE, () -> peer.eventTypes().delete("default", "test.event"));
    }

    @Test
    void aUseThatIsOverRefusesNothingThoughThePeerHasNotSeenItsEnd() {
        desk.subscriptions().create(subscription);
        await().until(() -> peer.catalog().table().count(DocumentId.Kind.SUBSCRIPTION, "default") == 1);
        there.hold();
        desk.subscriptions().delete("default", subscription.subscriptionId());
        assertThat(peer.functions().delete("default", "func").document().id()).isEqualTo("func");
        assertThat(peer.eventTypes().delete("default", "test.event").document().id())
                .isEqualTo("test.event");
    }

    @Test
    void aUseThatCameAndWentUnseenRefusesNothing() {
        there.hold();
        desk.subscriptions().create(subscription);
        desk.subscriptions().delete("default", subscription.subscriptionId());
        there.relist();
        assertThat(peer.functions().delete("default", "func").live()).isTrue();
    }

    @Test
    void referenceKeysGoWithTheirDocuments() {
        desk.subscriptions().create(subscription);
        assertThat(here.list(Key.of("refs")).entries()).hasSize(2);
        desk.subscriptions().delete("default", subscription.subscriptionId());
        desk.functions().delete("default", "func");
        desk.eventTypes().delete("default", "test.event");
        assertThat(here.list(Key.of("refs")).entries()).isEmpty();
        assertThat(here.list(Keys.CONFIG).entries()).isEmpty();
    }

    @Test
    void aFunctionThatIsDeletedAndMadeAgainDuringADeleteIsDecidedUponAfresh() {
        here.beforeNextCommit(() -> {
            peer.functions().delete("default", "func");
            peer.functions().create(Desk.function("func"));
            peer.subscriptions().create(subscription);
        });
        refused(Reason.IN_USE, () -> desk.functions().delete("default", "func"));
    }

    @Test
    void d33NoInterleavingLeavesAReferenceToNothing() throws Exception {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 300; round++) {
            String id = "f" + round;
            desk.functions().create(Desk.function(id));
            Subscription use = Subscription.async("test.event", id);
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Boolean> deleted =
                    race(start, random.nextInt(2_000), () -> desk.functions().delete("default", id));
            CompletableFuture<Boolean> created = race(
                    start, random.nextInt(2_000), () -> peer.subscriptions().create(use));
            assertThat(deleted.get(1, TimeUnit.MINUTES))
                    .as("round %d", round)
                    .isNotEqualTo(created.get(1, TimeUnit.MINUTES));
            assertThat(here.exists(Key.of("config/functions/default/" + id)))
                    .isEqualTo(here.exists(Key.of("config/subscriptions/default/" + use.subscriptionId())));
        }
    }

    /** {@return whether the change was made, by a thread that idles a little after the start} */
    private static CompletableFuture<Boolean> race(CyclicBarrier start, int idle, Runnable change) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        start.await(1, TimeUnit.MINUTES);
                        for (int i = 0; i < idle; i++) {
                            Thread.onSpinWait();
                        }
                        change.run();
                        return true;
                    } catch (CatalogException refusal) {
                        assertThat(refusal.reason()).isIn(Reason.IN_USE, Reason.INVALID);
                        return false;
                    } catch (Exception failure) {
                        throw new AssertionError(failure);
                    }
                },
                task -> new Thread(task, "beside").start());
    }
}
