package dev.eventgateway.kv.consul;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The agents that a URI names: one is used until it fails, then the next. */
final class Agents {

    private final List<Agent> all;
    private final AtomicInteger current = new AtomicInteger();

    /** @param all at least one */
    Agents(List<Agent> all) {
        this.all = List.copyOf(all);
    }

    int size() {
        return all.size();
    }

    Agent current() {
        return all.get(current.get());
    }

    /** The next one is used from now on, unless another caller has left {@code agent} already. */
    void failed(Agent agent) {
        int place = all.indexOf(agent);
        current.compareAndSet(place, (place + 1) % all.size());
    }
}
