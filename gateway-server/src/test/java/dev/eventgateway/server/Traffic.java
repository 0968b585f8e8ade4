package dev.eventgateway.server;

import dev.eventgateway.function.RawFunction;

/** Events of every fate, for an instance with room for one that runs and one that waits. */
final class Traffic {

    private static final String BREAKER = ",\"circuitBreaker\":{\"calls\":1,\"delay\":\"1h\"}}";

    private final Instance instance;

    /** Registers what is needed. */
    Traffic(Instance instance, RawFunction good, RawFunction failing, RawFunction slow) throws Exception {
        this.instance = instance;
        instance.config("POST", "/v1/spaces/default/functions", Instance.function("no", good.url("/no")));
        instance.config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"guarded\",\"authorizerId\":\"no\"}");
        instance.subscribe("async", "guarded", "POST", "/", good.url("/"));
        instance.subscribe("async", "user.created", "POST", "/", slow.url("/"));
        instance.subscribe("async", "user.failed", "POST", "/", failing.url("/"), ",\"retry\":{\"attempts\":2}");
        instance.subscribe(
                "async",
                "user.dead",
                "POST",
                "/",
                failing.url("/"),
                ",\"retry\":{\"attempts\":1},\"deadLetter\":\"no\"");
        instance.subscribe("async", "eventgateway.function.invoked", "POST", "/", failing.url("/"));
        instance.subscribe("sync", "http.request", "GET", "/", good.url("/"));
        String broken = Instance.function("broken", failing.url("/broken"));
        instance.config("POST", "/v1/spaces/default/functions", broken.replaceFirst("}$", BREAKER));
        instance.config(
                "POST",
                "/v1/spaces/default/subscriptions",
                "{\"type\":\"sync\",\"eventType\":\"http.request\",\"functionId\":\"broken\","
                        + "\"method\":\"GET\",\"path\":\"/broken\"}");
    }

    /** Has everything that is counted happen once more. */
    void once() throws Exception {
        instance.config("/v1/spaces/default/functions");
        instance.events("GET", "/", "");
        instance.events("GET", "/broken", "");
        instance.events("POST", "/", "", "Event", "guarded");
        instance.events("POST", "/", "", "Event", "user.failed", "ce-eventgatewayhops", "16");
        instance.events("POST", "/", "", "Event", "nobody.wants.it");
        instance.events("POST", "/", "", "Event", "user.failed");
        instance.events("POST", "/", "", "Event", "user.dead");
        for (int number = 0; number < 5; number++) {
            instance.events("POST", "/", "", "Event", "user.created");
        }
    }
}
