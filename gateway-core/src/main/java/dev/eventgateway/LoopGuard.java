package dev.eventgateway;

import dev.eventgateway.event.Event;
import dev.eventgateway.metric.Metrics;
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
        return Optional.of("The event has passed a gateway " + event.hops() + " times and may do so " + maxHops
                + " times at most: it goes round in a loop.");
    }
}
