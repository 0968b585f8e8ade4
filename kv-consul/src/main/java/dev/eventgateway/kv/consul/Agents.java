package dev.eventgateway.kv.consul;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The agents that a URI names: one is used until it fails, then the next. */
final class Agents {

    private final List<Agent> all;
    private final AtomicReference<Agent> current;

    /** @param all at least one */
    Agents(List<Agent> all) {
        this.all = List.copyOf(all);
        this.current = new AtomicReference<>(all.get(0));
    }

    int size() {
        return all.size();
    }

    Agent current() {
        return current.get();
    }

    /** The next one is used, unless somebody else has found {@code agent} failing before. */
    void failed(Agent agent) {
        current.compareAndSet(agent, all.get((all.indexOf(agent) + 1) % all.size()));
    }
}
