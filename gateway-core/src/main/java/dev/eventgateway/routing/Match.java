package dev.eventgateway.routing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where an event goes.
 *
 * @param sync the one subscription whose function answers the sender
 * @param async every asynchronous subscription that the event goes to, in the order of space and id
 */
public record Match(Optional<Target> sync, List<Target> async) {

    /** Goes nowhere. */
    public static final Match NONE = new Match(Optional.empty(), List.of());

    /** Copies {@code async}. */
    public Match {
        async = List.copyOf(async);
    }

    /** {@return this match with another synchronous subscription} */
    public Match withSync(Optional<Target> other) {
        return new Match(other, async);
    }

    /** {@return the spaces of all subscriptions that the event goes to, each once} */
    public List<String> spaces() {
        if (async.isEmpty()) {
            return sync.map(target -> List.of(space(target))).orElse(List.of());
        }
        Set<String> spaces = new LinkedHashSet<>();
        sync.ifPresent(target -> spaces.add(space(target)));
        async.forEach(target -> spaces.add(space(target)));
        return List.copyOf(spaces);
    }

    private static String space(Target target) {
        return target.subscription().space();
    }

    /** {@return the subscriptions of one space that the event goes to} */
    public Stream<Subscription> subscriptions(String space) {
        return targets().map(Target::subscription).filter(each -> each.space().equals(space));
    }

    /** {@return every subscription that the event goes to, the synchronous one first} */
    public Stream<Target> targets() {
        return Stream.concat(sync.stream(), async.stream());
    }

    /** {@return whether the event goes nowhere} */
    public boolean isEmpty() {
        return sync.isEmpty() && async.isEmpty();
    }
}
