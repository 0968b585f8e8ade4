package dev.eventgateway;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Subscription;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses events that have passed the gateway too often: a function sends back what it gets. */
final class LoopGuard {

    private static final Logger LOG = LoggerFactory.getLogger(LoopGuard.class);

    private final int maxHops;
    private final Metrics metrics;

    /**
     * @param maxHops how often an event may pass
     */
    LoopGuard(int maxHops, Metrics metrics) {
        this.maxHops = maxHops;
        this.metrics = metrics;
    }

    /** {@return why the event is refused, if it is; then it has been counted and logged} */
    Optional<String> refusal(Arrival arrival) {
        Event event = arrival.event();
        if (event.hops() < maxHops) {
            return Optional.empty();
        }
        LOG.warn(
                "event refused, it goes round in a loop: type={} source={} id={} hops={}",
                event.type(),
                event.source(),
                event.id(),
                event.hops());
        arrival.match().spaces().forEach(space -> metrics.eventLooped(space, event.type()));
        return Optional.of(reason(event.hops()));
    }

    /** The same of a request that goes to that subscription and is not made an event. */
    Optional<String> refusal(GatewayRequest request, Subscription subscription) {
        int hops = request.hops();
        if (hops < maxHops) {
            return Optional.empty();
        }
        LOG.warn(
                "request refused, it goes round in a loop: space={} method={} path={} hops={}",
                subscription.space(),
                request.method(),
                request.rawPath(),
                hops);
        metrics.eventLooped(subscription.space(), subscription.eventType());
        return Optional.of(reason(hops));
    }

    private String reason(int hops) {
        return "The event has passed a gateway " + hops + " times and may do so " + maxHops
                + " times at most: it goes round in a loop.";
    }
}
