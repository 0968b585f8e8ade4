package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A function in proxy mode serves synchronous subscriptions to http.request and nothing else, whoever comes first. */
class ProxyFunctionTest {

    private static final FunctionSpec EVENTS = Desk.function("func");
    private static final FunctionSpec PROXY = EVENTS.asProxy();
    private static final Subscription REQUESTS = Subscription.sync("http.request", "func", "GET", "/a");
    private static final String MODE =
            "Function \"func\" is in proxy mode, so only synchronous subscriptions to http.request can use it.";

    private final TroubledStore here = new TroubledStore(KvStores.open("memory:proxy-function"));
    private final TroubledStore there = new TroubledStore(KvStores.open("memory:proxy-function"));
    private final Desk desk = new Desk(here).withTypeAndFunction();
    private final Desk peer = new Desk(there);

    @BeforeEach
    void register() {
        desk.eventTypes().create(EventType.of("http.request"));
        desk.functions().create(Desk.function("other"));
    }

    @AfterEach
    void close() {
        desk.close();
        peer.close();
        here.close();
        there.close();
    }

    @Test
    void modeIsShownOnlyIfItWasSet() {
        assertThat(Desk.get(desk.functions(), "func").orElseThrow()).doesNotContain("mode");
        desk.functions().update(PROXY);
        assertThat(Desk.get(desk.functions(), "func").orElseThrow()).contains("\"mode\":\"proxy\"");
        refused(
                        Reason.INVALID,
                        () -> Desk.put(
                                desk.functions(),
                                "func",
                                Desk.get(desk.functions(), "func").orElseThrow().replace("proxy", "stream")))
                .hasMessageEndingWith("provider field \"mode\": expected \"event\" or \"proxy\"");
    }

    @Test
    void onlySynchronousSubscriptionsToRequestsMayUseIt() {
        desk.functions().update(PROXY);
        desk.subscriptions().create(REQUESTS);
        refused(Reason.INVALID, () -> desk.subscriptions().create(Subscription.async("http.request", "func")))
                .hasMessage(MODE);
        refused(Reason.INVALID, () -> desk.subscriptions().create(Subscription.sync("test.event", "func", "POST", "/")))
                .hasMessage(MODE);
        refused(Reason.INVALID, () -> desk.subscriptions().create(Subscription.sync("http.*", "func", "POST", "/")))
                .hasMessage(MODE);
        refused(
                        Reason.INVALID,
                        () -> desk.subscriptions()
                                .create(Subscription.async("test.event", "other")
                                        .withDeadLetter("func")))
                .hasMessage(MODE);
        refused(
                        Reason.INVALID,
                        () -> desk.eventTypes()
                                .create(new EventType("default", "guarded", Optional.of("func"), Map.of())))
                .hasMessage(MODE);
    }

    @Test
    void aFunctionThatIsUsedOtherwiseCannotBecomeOne() {
        desk.subscriptions().create(REQUESTS);
        Subscription async = Subscription.async("test.event", "func");
        Subscription letters = Subscription.async("test.event", "other").withDeadLetter("func");
        for (Subscription use : new Subscription[] {async, letters}) {
            desk.subscriptions().create(use);
            refused(Reason.INVALID, () -> desk.functions().update(PROXY))
                    .hasMessage("Function \"func\" cannot be in proxy mode because of subscription "
                            + use.subscriptionId()
                            + ": only synchronous subscriptions to http.request can use such a function.");
            desk.subscriptions().delete("default", use.subscriptionId());
        }
        EventType guarded = new EventType("default", "test.event", Optional.of("func"), Map.of());
        desk.eventTypes().update(guarded);
        refused(Reason.INVALID, () -> desk.functions().update(PROXY))
                .hasMessage(
                        "Function \"func\" cannot be in proxy mode because it is the authorizer of event type test.event.");
        desk.eventTypes().update(EventType.of("test.event"));
        assertThat(desk.functions().update(PROXY).document()).isEqualTo(PROXY);
        assertThat(desk.functions().update(EVENTS).document()).isEqualTo(EVENTS);
    }

    @Test
    void aUseThatIsMadeWhileAFunctionBecomesOneRefusesThat() {
        here.beforeNextCommit(() -> peer.subscriptions().create(Subscription.async("test.event", "func")));
        refused(Reason.INVALID, () -> desk.functions().update(PROXY));
        assertThat(peer.functions().get("default", "func")).contains(EVENTS);
    }

    @Test
    void aFunctionThatBecomesOneWhileAUseIsMadeRefusesThat() {
        here.beforeNextCommit(() -> peer.functions().update(PROXY));
        refused(Reason.INVALID, () -> desk.subscriptions().create(Subscription.async("test.event", "func")))
                .hasMessage(MODE);
    }

    @Test
    void aUseThatIsNotSeenYetRefusesToo() {
        there.hold();
        desk.subscriptions().create(Subscription.async("test.event", "func"));
        refused(Reason.INVALID, () -> peer.functions().update(PROXY));
    }

    @Test
    void aFunctionThatIsMadeAsOneWhileAUseIsMadeRefusesThat() {
        here.beforeNextCommit(() -> peer.functions().create(Desk.function("new").asProxy()));
        refused(Reason.INVALID, () -> desk.subscriptions().create(Subscription.async("test.event", "new")))
                .hasMessage(MODE.replace("func", "new"));
    }
}
