package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.function.Functions;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What authorizers do by a table that lacks something; the catalog lets none come about, but a store may. */
class AuthorizersTest {

    private static final Event ADA = Event.of("user.created");

    private final Authorizers authorizers =
            new Authorizers(Functions.of(List.of()), Metrics.NONE, new OwnEvents(SpecVersion.V1_0));

    @Test
    void anAuthorizerThatIsNotThereDenies() {
        RoutingTable table = table(
                new TableChange.PutEventType(new EventType("default", "user.created", Optional.of("gone"), Map.of())),
                new TableChange.PutSubscription(Subscription.async("user.created", "f")));

        assertThat(isDenied(table)).isTrue();
    }

    @Test
    void anEventTypeThatCannotBeReadDeniesForNobodyKnowsWhetherItHasAnAuthorizer() {
        assertThat(isDenied(table(new TableChange.PutSubscription(Subscription.async("user.created", "f")))))
                .isTrue();
    }

    @Test
    void anEventTypeThatCannotBeReadIsGuardedAgainstPatternsToo() {
        assertThat(isDenied(table(
                        new TableChange.UnreadableEventType(
                                new DocumentId(DocumentId.Kind.EVENT_TYPE, "default", "user.created")),
                        new TableChange.PutSubscription(Subscription.async("user.*", "f")))))
                .isTrue();
    }

    @Test
    void anEventTypeThatNobodyRegisteredHasNoAuthorizer() {
        assertThat(isDenied(table(new TableChange.PutSubscription(Subscription.async("user.*", "f")))))
                .isFalse();
    }

    private static RoutingTable table(TableChange... changes) {
        return RoutingTable.empty().apply(List.of(changes));
    }

    private boolean isDenied(RoutingTable table) {
        Match match = table.match("POST", "/", ADA.type());
        assertThat(match.isEmpty()).isFalse();
        return authorizers
                .clear(table, match, ADA, GatewayRequest.bringing(ADA, "/", Headers.none()))
                .toCompletableFuture()
                .join()
                .isDenied(match);
    }
}
