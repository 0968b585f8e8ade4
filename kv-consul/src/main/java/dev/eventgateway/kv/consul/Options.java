package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import java.time.Duration;
import java.util.List;

/**
 * What a store URI asks for, checked.
 *
 * @param uri the URI itself
 * @param agents at least one
 * @param deadline how long a call may take
 */
record Options(KvUri uri, List<Agent> agents, Duration deadline) {

    private static final Duration LONGEST_DEADLINE = Duration.ofHours(1);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    Options {
        agents = List.copyOf(agents);
    }

    static Options of(KvUri uri) {
        uri.requireOnly();
        if (uri.deadline().compareTo(LONGEST_DEADLINE) > 0) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store option timeout=" + uri.deadline().toMinutes() + "m: expected at most "
                            + LONGEST_DEADLINE.toMinutes() + "m");
        }
        List<Agent> agents = uri.endpoints().stream().map(Agent::at).distinct().toList();
        return new Options(uri, agents, uri.deadline());
    }

    /** {@return how long Consul may hold back the answer to a watch while nothing changes; whole seconds} */
    Duration hold() {
        Duration hold = Duration.ofSeconds(deadline.multipliedBy(2).toSeconds());
        if (hold.compareTo(LONGEST_HOLD) > 0) {
            return LONGEST_HOLD;
        }
        return hold.compareTo(SHORTEST_HOLD) < 0 ? SHORTEST_HOLD : hold;
    }

    /**
     * {@return how long a line may be silent while Consul holds back an answer; it adds up to a sixteenth to {@link
     * #hold}}
     */
    Duration silence() {
        return hold().multipliedBy(17).dividedBy(16).plus(deadline);
    }
}
