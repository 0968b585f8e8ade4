package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** To which spaces authorizers let an event pass, and what it looks like in each: no space sees what another's said. */
public final class Clearance {

    private final Event event;
    private final Map<String, Decision> decisions;

    Clearance(Event event, Map<String, Decision> decisions) {
        this.event = event;
        this.decisions = Map.copyOf(decisions);
    }

    /** {@return the event for one subscription; empty if it is denied there} */
    public Optional<Delivery> delivery(Target target) {
        Decision decision = decisions.get(target.subscription().space());
        Optional<Event> cleared =
                decision == null ? Optional.of(event) : decision.granted().map(event::withAuthorization);
        return cleared.map(each -> new Delivery(each.withParams(target.params()), target.subscription()));
    }

    /** {@return the event for each asynchronous subscription where it is not denied} */
    public List<Delivery> deliveries(Match match) {
        List<Delivery> deliveries = new ArrayList<>(match.async().size());
        for (Target target : match.async()) {
            delivery(target).ifPresent(deliveries::add);
        }
        return Collections.unmodifiableList(deliveries);
    }

    /** {@return whether it is denied wherever it would go} */
    public boolean isDenied(Match match) {
        return match.targets().allMatch(target -> delivery(target).isEmpty());
    }
}
