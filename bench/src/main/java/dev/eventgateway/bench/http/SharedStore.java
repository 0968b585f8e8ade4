package dev.eventgateway.bench.http;

import dev.eventgateway.kv.server.TestServer;
import java.io.IOException;
import java.util.stream.IntStream;

/**
 * A store's server, and two gateways on it that hold many subscriptions. The first one gets the load.
 *
 * @param changer who changes them
 */
record SharedStore(Gateway gateway, Changer changer) {

    private static final String PREFIX = "bench";
    private static final int PROGRESS = 5_000;

    /**
     * Starts it all. Half of the subscriptions are registered at each gateway: that warms up both.
     *
     * @param function the address of the one that answers at once
     * @param slow the address of the other one
     */
    static SharedStore start(Children children, Plan plan, TestServer server, String function, String slow)
            throws IOException, InterruptedException {
        String uri = children.own(server).uri(PREFIX);
        Gateway first = Gateway.startOn(uri, children, server + "-first");
        Gateway second = Gateway.startOn(uri, children, server + "-second");
        first.register(function, slow, "");
        int all = plan.subscriptions();
        int half = all / 2;
        first.registerMore(IntStream.range(0, half), count -> tell(plan, server, count, all));
        second.registerMore(IntStream.range(half, all), count -> tell(plan, server, half + count, all));
        return new SharedStore(first, new Changer(first, second));
    }

    private static void tell(Plan plan, TestServer server, int count, int all) {
        if (count % PROGRESS == 0) {
            plan.say("%s: %,d of %,d subscriptions", server, count, all);
        }
    }
}
