package dev.eventgateway;

import dev.eventgateway.delivery.Dispatcher;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.RoutingTable;
import java.util.List;

/**
 * An event that is there, and where it goes.
 *
 * @param table by which it was matched
 * @param match where it goes
 * @param request what brought it
 * @param event the event
 */
record Arrival(RoutingTable table, Match match, GatewayRequest request, Event event) {

    /** {@return where a request goes if it is of that event type} */
    static Match match(RoutingTable table, GatewayRequest request, String type) {
        Match match = table.match(request.method(), request.rawPath(), type);
        boolean servedByGet = match.sync().isEmpty()
                && type.equals(Event.HTTP_REQUEST)
                && request.method().equals("HEAD");
        return servedByGet
                ? match.withSync(table.match("GET", request.rawPath(), type).sync())
                : match;
    }

    /** {@return an event whose type nobody knew before it was read} */
    static Arrival of(RoutingTable table, GatewayRequest request, Event event) {
        return new Arrival(table, match(table, request, event.type()), request, event);
    }

    /** {@return the same event, which has now passed a gateway once more} */
    Arrival passed() {
        return new Arrival(table, match, request, event.withHops(event.hops() + 1));
    }

    /** Tells that it is there to who observes the spaces that it goes to. */
    void announce(Dispatcher dispatcher) {
        if (table.isObserved()) {
            match.spaces().forEach(space -> dispatcher.announce(space, asSystemEvent()));
        }
    }

    SystemEvent asSystemEvent() {
        return new SystemEvent.Received(request.rawPath(), request.headers(), event);
    }

    /** {@return the same request with that event, which may go elsewhere} */
    Arrival with(Event other) {
        return other.equals(event) ? this : of(table, request, other);
    }

    /** {@return the reply to an event that goes nowhere: a plain request that nobody serves is an error, an event is none} */
    static GatewayReply unmatched(GatewayRequest request, String type, Metrics metrics) {
        metrics.eventUnmatched();
        return type.equals(Event.HTTP_REQUEST)
                ? GatewayReply.error(404, "No subscription for " + request.method() + " " + request.rawPath() + ".")
                : WaitPreference.of(request.headers())
                        .map(wait -> AcknowledgedReply.of(wait, List.of()))
                        .orElseGet(GatewayReply::accepted);
    }
}
