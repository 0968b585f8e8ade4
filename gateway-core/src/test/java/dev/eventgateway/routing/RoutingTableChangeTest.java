package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.TableChange.PutEventType;
import dev.eventgateway.routing.TableChange.PutFunction;
import dev.eventgateway.routing.TableChange.PutSubscription;
import dev.eventgateway.routing.TableChange.Remove;
import dev.eventgateway.routing.TableChange.UnreadableEventType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutingTableChangeTest {

    private static final Subscription SUBSCRIPTION = Subscription.async("user.created", "f");

    @Test
    void whatIsPutIsThere() {
        EventType type = EventType.of("user.created");
        FunctionSpec function = FunctionSpec.http("f", "http://127.0.0.1/");

        RoutingTable table = table(new PutEventType(type), new PutFunction(function), put(SUBSCRIPTION));

        assertThat(table.eventType("default", "user.created")).contains(type);
        assertThat(table.function("default", "f")).contains(function);
        assertThat(table.subscription("default", SUBSCRIPTION.subscriptionId())).contains(SUBSCRIPTION);
        assertThat(table.eventType("other", "user.created")).isEmpty();
        assertThat(table.function("default", "g")).isEmpty();
    }

    @Test
    void anEventTypeThatCannotBeReadIsKnownByItsNameUntilItIsPutOrRemoved() {
        UnreadableEventType unreadable = new UnreadableEventType(new DocumentId(Kind.EVENT_TYPE, "default", "a"));
        PutEventType put = new PutEventType(EventType.of("a"));
        RoutingTable table = table(unreadable);

        assertThat(table.isUnreadableEventType("default", "a")).isTrue();
        assertThat(table.isUnreadableEventType("other", "a")).isFalse();
        assertThat(table).isNotEqualTo(RoutingTable.empty());
        assertThat(table.apply(List.of(unreadable))).isSameAs(table);
        assertThat(table.eventType("default", "a")).isEmpty();
        assertThat(table.spaces()).isEmpty();

        assertThat(table.apply(List.of(put))).isEqualTo(table(put));
        assertThat(table.apply(List.of(new Remove(unreadable.id())))).isEqualTo(RoutingTable.empty());
        assertThat(table(put, unreadable).eventType("default", "a")).contains(EventType.of("a"));
        assertThat(table(put, unreadable, put)).isEqualTo(table(put));
    }

    @Test
    void listsAreAscending() {
        RoutingTable table = table(
                new PutEventType(EventType.of("b")),
                new PutEventType(EventType.of("a")),
                new PutFunction(FunctionSpec.java("g", "x")),
                new PutFunction(FunctionSpec.java("f", "x")),
                put(Subscription.async("b", "f")),
                put(Subscription.async("a", "f")),
                put(inSpace("ark", SUBSCRIPTION)));

        assertThat(table.eventTypes("default")).extracting(EventType::name).containsExactly("a", "b");
        assertThat(table.functions("default"))
                .extracting(FunctionSpec::functionId)
                .containsExactly("f", "g");
        assertThat(table.subscriptions("default"))
                .hasSize(2)
                .extracting(Subscription::subscriptionId)
                .isSorted();
        assertThat(table.subscriptions("nowhere")).isEmpty();
        assertThat(table.spaces()).containsExactly("ark", "default");
    }

    @Test
    void countsFollowTheContent() {
        RoutingTable table = table(
                new PutEventType(EventType.of("a")),
                new PutEventType(EventType.of("b")),
                put(SUBSCRIPTION),
                put(SUBSCRIPTION));

        assertThat(table.count(Kind.EVENT_TYPE, "default")).isEqualTo(2);
        assertThat(table.count(Kind.FUNCTION, "default")).isZero();
        assertThat(table.count(Kind.SUBSCRIPTION, "default")).isEqualTo(1);
        assertThat(table.apply(List.of(remove(SUBSCRIPTION))).count(Kind.SUBSCRIPTION, "default"))
                .isZero();
    }

    @Test
    void aSpaceGoesWithItsLastDocument() {
        RoutingTable table = table(put(inSpace("ark", SUBSCRIPTION)), new PutFunction(FunctionSpec.java("f", "x")));

        assertThat(table.apply(List.of(remove(inSpace("ark", SUBSCRIPTION)))).spaces())
                .containsExactly("default");
    }

    @Test
    void aChangeLeavesThePredecessorAsItWas() {
        RoutingTable before = table(put(SUBSCRIPTION));

        RoutingTable after = before.apply(List.of(remove(SUBSCRIPTION)));

        assertThat(before.match("POST", "/", "user.created").async()).hasSize(1);
        assertThat(after.match("POST", "/", "user.created")).isEqualTo(Match.NONE);
        assertThat(after).isEqualTo(RoutingTable.empty()).isNotEqualTo(before);
    }

    @Test
    void changesThatChangeNothingGiveTheSameTable() {
        EventType type = EventType.of("user.created");
        FunctionSpec function = FunctionSpec.http("f", "http://127.0.0.1/");
        RoutingTable table = table(new PutEventType(type), new PutFunction(function), put(SUBSCRIPTION));

        RoutingTable same = table.apply(List.of(
                new PutEventType(EventType.of("user.created")),
                new PutFunction(FunctionSpec.http("f", "http://127.0.0.1/")),
                put(Subscription.async("user.created", "f")),
                new Remove(new DocumentId(Kind.FUNCTION, "default", "nobody"))));

        assertThat(same).isSameAs(table);
    }

    @Test
    void equalContentIsAnEqualTable() {
        Subscription other = Subscription.async("user.deleted", "f");
        RoutingTable table = table(put(SUBSCRIPTION), put(other), new PutFunction(FunctionSpec.java("f", "x")));
        RoutingTable reversed = table(new PutFunction(FunctionSpec.java("f", "x")), put(other), put(SUBSCRIPTION));

        assertThat(reversed).isEqualTo(table).hasSameHashCodeAs(table);
        assertThat(table.apply(List.of(put(withNote("x", SUBSCRIPTION))))).isNotEqualTo(table);
        assertThat(table.apply(List.of(new PutFunction(FunctionSpec.java("f", "y")))))
                .isNotEqualTo(table);
        assertThat(table.apply(List.of(new PutEventType(EventType.of("a"))))).isNotEqualTo(table);
    }

    @Test
    void d1RemovingOneSpacesRouteLeavesTheOthers() {
        Subscription ark = inSpace("ark", Subscription.sync("http.request", "f", "GET", "/a"));
        Subscription zoo = inSpace("zoo", Subscription.sync("http.request", "f", "GET", "/a"));

        RoutingTable table = table(put(ark), put(zoo), remove(ark));

        assertThat(table.match("GET", "/a", "http.request").sync()).contains(new Target(zoo, Map.of()));
    }

    @Test
    void d2APutAgainReplacesInsteadOfDoubling() {
        Subscription changed = withNote("x", SUBSCRIPTION);

        RoutingTable table = table(put(SUBSCRIPTION), put(SUBSCRIPTION), put(changed));

        assertThat(table.match("POST", "/", "user.created").async()).containsExactly(new Target(changed, Map.of()));
        assertThat(table.apply(List.of(remove(SUBSCRIPTION)))).isEqualTo(RoutingTable.empty());
    }

    @Test
    void aSyncSubscriptionMayGetAnotherFunction() {
        Subscription old = Subscription.sync("http.request", "old", "GET", "/a");
        Subscription changed = Subscription.sync("http.request", "new", "GET", "/a");

        RoutingTable table = table(put(old), put(changed));

        assertThat(table.match("GET", "/a", "http.request").sync()).contains(new Target(changed, Map.of()));
        assertThat(table.userOfFunction("default", "old")).isEmpty();
        assertThat(table.userOfFunction("default", "new")).contains(changed);
    }

    @Test
    void d3EverythingPutAgainChangesNothing() {
        List<TableChange> snapshot = List.of(
                new PutEventType(EventType.of("user.created")),
                put(SUBSCRIPTION),
                put(SUBSCRIPTION.at("GET", "/:id/*rest")));
        RoutingTable table = RoutingTable.empty().apply(snapshot);

        assertThat(table.apply(snapshot)).isSameAs(table);
    }

    @Test
    void d5RemovingWhatWasNeverThereDoesNothing() {
        RoutingTable table = table(put(SUBSCRIPTION.at("GET", "/a")));

        RoutingTable same = table.apply(List.of(
                remove(SUBSCRIPTION.at("GET", "/a/b/c")),
                remove(SUBSCRIPTION.at("GET", "/x/y/*rest")),
                remove(SUBSCRIPTION.at("PUT", "/a")),
                new Remove(new DocumentId(Kind.EVENT_TYPE, "nowhere", "x"))));

        assertThat(same).isSameAs(table);
    }

    @Test
    void d6RemovingARouteLeavesNoTraceOfIt() {
        Subscription parameter = Subscription.sync("http.request", "f", "GET", "/:a/b/*rest");
        Subscription fixed = Subscription.sync("http.request", "f", "GET", "/static");

        String fixedId = fixed.subscriptionId();
        String parameterId = parameter.subscriptionId();
        Subscriptions only = Subscriptions.EMPTY.with(fixed, fixedId);

        Subscriptions pruned = only.with(parameter, parameterId).without("default", parameterId);

        assertThat(pruned).isEqualTo(only);
        assertThat(pruned.without("default", fixedId)).isEqualTo(Subscriptions.EMPTY);
    }

    @Test
    void aNodeStaysAsLongAsAnythingNeedsIt() {
        Subscription inner = Subscription.sync("http.request", "f", "GET", "/a/:b");
        Subscription outer = Subscription.sync("http.request", "f", "GET", "/a/:b/c");

        assertThat(table(put(inner), put(outer), remove(inner))
                        .match("GET", "/a/x/c", "http.request")
                        .sync())
                .contains(new Target(outer, Map.of("b", "x")));
        assertThat(table(put(inner), put(outer), remove(outer))
                        .match("GET", "/a/x", "http.request")
                        .sync())
                .contains(new Target(inner, Map.of("b", "x")));
    }

    @Test
    void whoUsesAFunctionOrAnEventTypeIsKnown() {
        Subscription prefix = Subscription.async("user.*", "g");
        RoutingTable table = table(put(SUBSCRIPTION), put(prefix));

        assertThat(table.userOfFunction("default", "f")).contains(SUBSCRIPTION);
        assertThat(table.userOfFunction("default", "")).isEmpty();
        assertThat(table.userOfFunction("other", "f")).isEmpty();
        assertThat(table.userOfEventType("default", "user.created")).contains(SUBSCRIPTION);
        assertThat(table.userOfEventType("default", "user.deleted")).isEmpty();
        assertThat(table.userOfEventType("default", "user.*")).contains(prefix);
        assertThat(table.apply(List.of(remove(SUBSCRIPTION))).userOfFunction("default", "f"))
                .isEmpty();
    }

    @Test
    void whoseDeadLettersAFunctionGetsIsKnownAndMayChange() {
        Subscription dead = SUBSCRIPTION.withDeadLetter("dead");
        RoutingTable table = table(put(SUBSCRIPTION), put(dead));

        assertThat(table.userOfFunction("default", "dead")).contains(dead);
        assertThat(table.userOfFunction("default", "f")).contains(dead);
        RoutingTable changed = table.apply(List.of(put(dead.withDeadLetter("other"))));
        assertThat(changed.userOfFunction("default", "dead")).isEmpty();
        assertThat(changed.userOfFunction("default", "other")).isPresent();
        assertThat(changed.apply(List.of(put(SUBSCRIPTION))).userOfFunction("default", "other"))
                .isEmpty();
        assertThat(changed.apply(List.of(remove(dead))).userOfFunction("default", "f"))
                .isEmpty();
    }

    @Test
    void theFirstOfSeveralUsersIsNamed() {
        Subscription other = SUBSCRIPTION.at("GET", "/x");
        Subscription first = SUBSCRIPTION.subscriptionId().compareTo(other.subscriptionId()) < 0 ? SUBSCRIPTION : other;
        Subscription second = first.equals(other) ? SUBSCRIPTION : other;

        assertThat(table(put(second), put(first)).userOfFunction("default", "f"))
                .contains(first);
        assertThat(table(put(second), put(first), remove(first)).userOfFunction("default", "f"))
                .contains(second);
    }

    @Test
    void whatAFunctionAuthorizesIsKnown() {
        EventType guarded = new EventType("default", "user.created", Optional.of("guard"), Map.of());
        EventType guardedToo = new EventType("default", "user.deleted", Optional.of("guard"), Map.of());
        RoutingTable table = table(new PutEventType(guardedToo), new PutEventType(guarded));

        assertThat(table.authorizedBy("default", "guard")).contains(guarded);
        assertThat(table.authorizedBy("default", "f")).isEmpty();

        RoutingTable released = table.apply(List.of(
                new PutEventType(EventType.of("user.created")),
                new Remove(new DocumentId(Kind.EVENT_TYPE, "default", "user.deleted"))));
        assertThat(released.authorizedBy("default", "guard")).isEmpty();
    }

    @Test
    void aTableIsObservedAsLongAsSomebodySubscribesToWhatTheGatewayTells() {
        Subscription observer = Subscription.async("eventgateway.event.received", "f");
        assertThat(table(put(SUBSCRIPTION)).isObserved()).isFalse();
        assertThat(table(put(Subscription.sync("eventgateway.*", "f", "POST", "/")))
                        .isObserved())
                .isFalse();

        RoutingTable observed = table(put(SUBSCRIPTION), put(observer));
        assertThat(observed.isObserved()).isTrue();
        assertThat(observed.observers("default", "eventgateway.event.received")).hasSize(1);
        assertThat(observed.observers("other", "eventgateway.event.received")).isEmpty();
        assertThat(observed.apply(List.of(remove(observer))).isObserved()).isFalse();
    }

    @Test
    void aSubscriptionWithAnInvalidPathIsRefused() {
        RoutingTable table = RoutingTable.empty();
        List<TableChange> changes = List.of(put(SUBSCRIPTION.at("GET", "/*rest/a")));

        assertThatThrownBy(() -> table.apply(changes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wildcard must be the last parameter");
    }

    @Test
    void itsTextTellsTheSizeOnly() {
        assertThat(table(put(SUBSCRIPTION))).hasToString("RoutingTable[spaces=1, subscriptions=1]");
    }

    private static RoutingTable table(TableChange... changes) {
        return RoutingTable.empty().apply(List.of(changes));
    }

    private static TableChange put(Subscription subscription) {
        return new PutSubscription(subscription);
    }

    private static TableChange remove(Subscription subscription) {
        return new Remove(new DocumentId(Kind.SUBSCRIPTION, subscription.space(), subscription.subscriptionId()));
    }

    private static Subscription inSpace(String space, Subscription of) {
        return new Subscription(
                space, of.type(), of.eventType(), of.functionId(), of.path(), of.method(), of.metadata());
    }

    private static Subscription withNote(String note, Subscription of) {
        return new Subscription(
                of.space(), of.type(), of.eventType(), of.functionId(), of.path(), of.method(), Map.of("note", note));
    }
}
