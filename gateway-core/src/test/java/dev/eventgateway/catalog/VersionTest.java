package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.EventType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** D33: who changes what he has read changes nothing that he has not read, on whichever gateway. */
class VersionTest {

    private final TroubledStore here = new TroubledStore(KvStores.open("memory:versions"));
    private final TroubledStore there = new TroubledStore(KvStores.open("memory:versions"));
    private final Desk desk = new Desk(here);
    private final Desk peer = new Desk(there);
    private final Section<EventType> eventTypes = desk.eventTypes();

    @AfterEach
    void close() {
        desk.close();
        peer.close();
        here.close();
        there.close();
    }

    @Test
    void aVersionStandsForTheContentOnEveryGateway() {
        EventType one = noted("1");
        EventType created = eventTypes.create(one).document();
        String version = eventTypes.version(created);
        await().until(() -> peer.eventTypes().get("default", "a").isPresent());

        assertThat(version).matches("[0-9a-f]{16}");
        assertThat(peer.eventTypes()
                        .version(peer.eventTypes().get("default", "a").orElseThrow()))
                .isEqualTo(version);
        assertThat(eventTypes.version(noted("2"))).isNotEqualTo(version);
        assertThat(eventTypes.version(new EventType("other", "a", Optional.empty(), one.metadata())))
                .isNotEqualTo(version);
    }

    @Test
    void anotherStoreHasOtherVersionsSoThatTheyGiveNothingAway() {
        try (KvStore other = KvStore.inMemory();
                Desk stranger = new Desk(other)) {
            assertThat(stranger.eventTypes().version(noted("1"))).isNotEqualTo(eventTypes.version(noted("1")));
        }
    }

    @Test
    void aChangedSecretIsAnotherVersionThoughNothingElseIsToBeSeen() {
        FunctionSpec before = vault("hunter2");
        FunctionSpec after = vault("hunter3");
        Section<FunctionSpec> functions = desk.functions();
        String read = functions.version(functions.create(before).document());
        functions.update(after);

        assertThat(functions.write(before)).isEqualTo(functions.write(after));
        refused(Reason.OTHER_VERSION, () -> functions.update("v", before, Precondition.version(read)))
                .hasMessage("Function \"v\" is of another version than the change expects: read it again.");
    }

    @Test
    void aChangeOfTheVersionThatWasReadIsMade() {
        String first = eventTypes.version(eventTypes.create(noted("1")).document());
        Saved<EventType> saved = eventTypes.update("a", noted("2"), Precondition.version(first));

        assertThat(eventTypes.get("default", "a")).contains(noted("2"));
        eventTypes.delete("default", "a", Precondition.version(eventTypes.version(saved.document())));
        assertThat(eventTypes.get("default", "a")).isEmpty();
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        String first = eventTypes.version(eventTypes.create(noted("1")).document());
        eventTypes.update(noted("2"));

        refused(Reason.OTHER_VERSION, () -> eventTypes.update("a", noted("3"), Precondition.version(first)));
        refused(Reason.OTHER_VERSION, () -> eventTypes.delete("default", "a", Precondition.version(first)))
                .hasMessage("Event Type \"a\" is of another version than the change expects: read it again.");
        assertThat(eventTypes.get("default", "a")).contains(noted("2"));
    }

    @Test
    void d33AChangeMadeElsewhereMeanwhileIsNotOverwritten() {
        String first = eventTypes.version(eventTypes.create(noted("1")).document());
        here.beforeNextCommit(() -> peer.eventTypes().update(noted("2")));
        refused(Reason.OTHER_VERSION, () -> eventTypes.update("a", noted("3"), Precondition.version(first)));

        String second = eventTypes.version(noted("2"));
        here.beforeNextCommit(() -> peer.eventTypes().update(noted("3")));
        refused(Reason.OTHER_VERSION, () -> eventTypes.delete("default", "a", Precondition.version(second)));
        await().until(() -> eventTypes.get("default", "a").equals(Optional.of(noted("3"))));
    }

    @Test
    void d33AViewThatIsBehindDoesNotDecide() {
        String first = eventTypes.version(eventTypes.create(noted("1")).document());
        here.hold();
        peer.eventTypes().update(noted("2"));

        assertThat(eventTypes.get("default", "a")).contains(noted("1"));
        refused(Reason.OTHER_VERSION, () -> eventTypes.update("a", noted("3"), Precondition.version(first)));
        here.release();
    }

    @Test
    void d33OfTwoWhoReadTheSameVersionOneWins() throws Exception {
        eventTypes.create(noted("0"));
        for (int round = 1; round <= 100; round++) {
            String version = eventTypes.version(eventTypes.get("default", "a").orElseThrow());
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Boolean> mine = race(start, desk, noted("mine" + round), version);
            CompletableFuture<Boolean> yours = race(start, peer, noted("yours" + round), version);
            boolean won = mine.get(1, TimeUnit.MINUTES);
            assertThat(won).as("round %d", round).isNotEqualTo(yours.get(1, TimeUnit.MINUTES));
            EventType winner = noted((won ? "mine" : "yours") + round);
            await().until(() -> eventTypes.get("default", "a").equals(Optional.of(winner)));
        }
    }

    @Test
    void whatCannotBeReadHasNoVersion() {
        String first = eventTypes.version(eventTypes.create(noted("1")).document());
        Desk.store(here, "config/eventtypes/default/a", "{");

        refused(Reason.OTHER_VERSION, () -> eventTypes.update("a", noted("2"), Precondition.version(first)));
        eventTypes.update("a", noted("2"), Optional::isEmpty);
        await().until(() -> eventTypes.get("default", "a").equals(Optional.of(noted("2"))));
    }

    @Test
    void whatIsNotThereIsNotFoundWhateverIsExpected() {
        refused(Reason.NOT_FOUND, () -> eventTypes.update("a", noted("1"), version -> false));
        refused(Reason.NOT_FOUND, () -> eventTypes.delete("default", "a", version -> false));
    }

    @Test
    void whatWasReadAsJsonIsOfTheVersionThatIsInForce() {
        post(
                desk.functions(),
                "{\"functionId\":\"v\",\"type\":\"vault\",\"provider\":{\"token\":\"t\"},\"metadata\":{\"b\":\"2\",\"a\":\"1\"}}");
        FunctionSpec inForce = desk.functions().get("default", "v").orElseThrow();

        desk.functions()
                .update("v", inForce, Precondition.version(desk.functions().version(inForce)));
    }

    private static CompletableFuture<Boolean> race(CyclicBarrier start, Desk desk, EventType document, String version) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        start.await(1, TimeUnit.MINUTES);
                        desk.eventTypes().update("a", document, Precondition.version(version));
                        return true;
                    } catch (CatalogException refusal) {
                        assertThat(refusal.reason()).isEqualTo(Reason.OTHER_VERSION);
                        return false;
                    } catch (Exception failure) {
                        throw new AssertionError(failure);
                    }
                },
                task -> new Thread(task, "beside").start());
    }

    private static EventType noted(String note) {
        return new EventType("default", "a", Optional.empty(), Map.of("note", note));
    }

    private static FunctionSpec vault(String token) {
        return new FunctionSpec("default", "v", "vault", ProviderConfig.of("token", token), Map.of());
    }
}
