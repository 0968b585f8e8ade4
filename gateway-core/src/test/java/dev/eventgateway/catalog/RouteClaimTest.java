package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D1, D34: a synchronous route has one owner over all spaces. */
class RouteClaimTest {

    private static final Key CLAIMS = Key.of("claims");

    private final KvStore here = KvStores.open("memory:route-claim");
    private final TroubledStore there = new TroubledStore(KvStores.open("memory:route-claim"));
    private final Desk desk = new Desk(here).withTypeAndFunction().withTypeAndFunction("other");
    private final Desk peer = new Desk(there);

    @AfterEach
    void close() {
        desk.close();
        peer.close();
        here.close();
        there.close();
    }

    @Test
    void theRouteOfTheWholePathIsRefusedInTheOriginalsWords() {
        desk.subscriptions().create(sync("default", "GET", "/:a"));
        refused(Reason.CONFLICT, () -> desk.subscriptions().create(sync("default", "GET", "/:b")))
                .hasMessage("Subscription path conflict: route /:b conflicts with existing route");
    }

    @ParameterizedTest
    @CsvSource({"/,/", "/:a,/:b", "/a/:x/*y,/a/:p/*q", "/ä,/%C3%A4", "/%61,/a"})
    void d1ARouteHasOneOwnerOverAllSpaces(String path, String same) {
        desk.subscriptions().create(sync("default", "GET", path));
        refused(Reason.CONFLICT, () -> desk.subscriptions().create(sync("other", "GET", same)))
                .hasMessage("Subscription path conflict: route " + same
                        + " conflicts with existing route of space \"default\"");
        assertThat(desk.subscriptions().list("other", Map.of())).isEmpty();
    }

    @Test
    void d58ACreateAndADeleteListNothingHoweverManyRoutesThereAre() {
        for (int number = 0; number < 50; number++) {
            desk.subscriptions().create(sync("default", "GET", "/" + number));
        }
        await().until(() -> peer.subscriptions().list("default", Map.of()).size() == 50);
        int before = there.lists();

        Subscription another =
                peer.subscriptions().create(sync("default", "GET", "/another")).document();
        peer.subscriptions().delete("default", another.subscriptionId());

        assertThat(there.lists()).isEqualTo(before);
    }

    @Test
    void otherRoutesDoNotCollide() {
        desk.subscriptions().create(sync("default", "GET", "/a/:b"));
        List<Subscription> others = List.of(
                sync("default", "POST", "/a/:b"),
                sync("default", "GET", "/a/b"),
                sync("default", "GET", "/a/*b"),
                sync("other", "GET", "/:a/:b"),
                new Subscription("other", Subscription.Type.SYNC, "test.*", "func", "/a/:b", "GET", Map.of()),
                new Subscription("other", Subscription.Type.ASYNC, "test.event", "func", "/a/:b", "GET", Map.of()));
        others.forEach(each -> desk.subscriptions().create(each));
        assertThat(desk.subscriptions().list("other", Map.of())).hasSize(3);
    }

    @Test
    void theSameSubscriptionAgainAlreadyExists() {
        Subscription first = sync("default", "GET", "/");
        desk.subscriptions().create(first);
        refused(Reason.CONFLICT, () -> desk.subscriptions().create(first))
                .hasMessage("Subscription \"" + first.subscriptionId() + "\" already exists.");
    }

    @Test
    void aCollisionIsToldBeforeAMissingFunction() {
        desk.subscriptions().create(sync("default", "GET", "/:a"));
        refused(
                Reason.CONFLICT,
                () -> desk.subscriptions().create(Subscription.sync("test.event", "nofunc", "GET", "/:b")));
    }

    @Test
    void aDeletedSubscriptionGivesItsRouteUp() {
        Subscription first = sync("default", "GET", "/:a");
        desk.subscriptions().create(first);
        peer.subscriptions().delete("default", first.subscriptionId());
        assertThat(here.list(CLAIMS).entries()).isEmpty();
        assertThat(desk.subscriptions().create(sync("other", "GET", "/:b")).live())
                .isTrue();
    }

    @Test
    void anAsynchronousSubscriptionClaimsNothing() {
        desk.subscriptions().create(Subscription.async("test.event", "func"));
        assertThat(here.list(CLAIMS).entries()).isEmpty();
    }

    @Test
    void aClaimWhoseOwnerIsGoneIsTakenOver() {
        Subscription first = sync("default", "GET", "/:a");
        desk.subscriptions().create(first);
        here.delete(document(first));
        Subscription second = sync("other", "GET", "/:b");
        assertThat(desk.subscriptions().create(second).live()).isTrue();
        assertThat(claim()).contains(second.subscriptionId()).contains("other");
        refused(Reason.CONFLICT, () -> desk.subscriptions().create(first));
    }

    @Test
    void anOwnerThatWasLostTakesItsOwnClaimAgain() {
        Subscription first = sync("default", "GET", "/:a");
        desk.subscriptions().create(first);
        here.delete(document(first));
        assertThat(desk.subscriptions().create(first).live()).isTrue();
        assertThat(here.list(CLAIMS).entries()).hasSize(1);
    }

    @Test
    void anOwnerThatComesBackDuringATakeoverKeepsItsRoute() {
        Subscription first = sync("default", "GET", "/:a");
        desk.subscriptions().create(first);
        KvEntry saved = here.get(document(first)).orElseThrow();
        here.delete(document(first));
        there.beforeNextCommit(() -> here.put(saved.key(), saved.value()));
        refused(Reason.CONFLICT, () -> peer.subscriptions().create(sync("other", "GET", "/:b")))
                .hasMessageContaining("path conflict");
    }

    @Test
    void aDeleteLeavesTheClaimOfAnother() {
        Subscription first = sync("default", "GET", "/:a");
        Subscription second = sync("other", "GET", "/:b");
        desk.subscriptions().create(first);
        KvEntry saved = here.get(document(first)).orElseThrow();
        here.delete(document(first));
        desk.subscriptions().create(second);
        here.put(saved.key(), saved.value());
        desk.subscriptions().delete("default", first.subscriptionId());
        assertThat(claim()).contains(second.subscriptionId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {"{", "[]", "{}", "{\"space\":\"..\",\"id\":\"/\"}"})
    void aClaimThatNamesNobodyIsNobodys(String damaged) {
        Subscription first = sync("default", "GET", "/");
        desk.subscriptions().create(first);
        Key claim = here.list(CLAIMS).entries().get(0).key();
        desk.subscriptions().delete("default", first.subscriptionId());
        Desk.store(here, claim.toString(), damaged);
        assertThat(desk.subscriptions().create(first).live()).isTrue();
        assertThat(claim()).contains(first.subscriptionId());
    }

    @Test
    void d34OfTwoWhoMeetAtARouteOneWins() {
        there.beforeNextCommit(() -> desk.subscriptions().create(sync("default", "GET", "/:a")));
        refused(Reason.CONFLICT, () -> peer.subscriptions().create(sync("other", "GET", "/:b")))
                .hasMessage("Subscription path conflict: route /:b conflicts with existing route of space \"default\"");
        assertThat(claim()).contains("default");
    }

    @Test
    void d34OfManyWhoMeetAtARouteOneWins() throws Exception {
        for (int round = 0; round < 200; round++) {
            Subscription mine = sync("default", "GET", "/" + round + "/:a");
            Subscription yours = sync("other", "GET", "/" + round + "/:b");
            if (round % 2 == 1) {
                leaveAClaimWithoutOwner(mine);
            }
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Boolean> here = race(start, desk, mine);
            CompletableFuture<Boolean> there = race(start, peer, yours);
            assertThat(here.get(1, TimeUnit.MINUTES))
                    .as("round %d", round)
                    .isNotEqualTo(there.get(1, TimeUnit.MINUTES));
        }
        assertThat(here.list(CLAIMS).entries()).hasSize(200);
        assertThat(here.list(Key.of("config/subscriptions")).entries()).hasSize(200);
    }

    private void leaveAClaimWithoutOwner(Subscription subscription) {
        desk.subscriptions().create(subscription);
        here.delete(document(subscription));
    }

    private static CompletableFuture<Boolean> race(CyclicBarrier start, Desk desk, Subscription subscription) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        start.await(1, TimeUnit.MINUTES);
                        desk.subscriptions().create(subscription);
                        return true;
                    } catch (CatalogException refusal) {
                        assertThat(refusal.reason()).isEqualTo(Reason.CONFLICT);
                        return false;
                    } catch (Exception failure) {
                        throw new AssertionError(failure);
                    }
                },
                task -> new Thread(task, "beside").start());
    }

    private String claim() {
        List<KvEntry> claims = here.list(CLAIMS).entries();
        assertThat(claims).hasSize(1);
        return claims.get(0).text();
    }

    private static Subscription sync(String space, String method, String path) {
        return new Subscription(space, Subscription.Type.SYNC, "test.event", "func", path, method, Map.of());
    }

    private static Key document(Subscription subscription) {
        return Key.of("config/subscriptions/" + subscription.space() + "/" + subscription.subscriptionId());
    }
}
