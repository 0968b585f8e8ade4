package dev.eventgateway.bench;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange;
import dev.eventgateway.routing.TableChange.PutSubscription;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Subscriptions that resemble those of many services behind one gateway, and the requests that go to them. The same numbers give
 * the same population; every text is an object of its own, as it is when read from a store.
 */
final class Population {

    /** How many different requests a benchmark goes through: enough that no cache holds the way of all of them. */
    static final int REQUESTS = 1 << 16;

    private static final int SERVICES = 1_000;
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");

    private final int size;

    private Population(int size) {
        this.size = size;
    }

    /** {@return a population of 70 % static paths, 25 % with parameters and 5 % with a wildcard} */
    static Population of(int size) {
        return new Population(size);
    }

    RoutingTable table() {
        return tableOf(size, this::subscription);
    }

    Subscription subscription(int index) {
        return sync(method(index), pattern(index));
    }

    /** {@return requests that each lead to a subscription, and, in a million, to each with equal chance} */
    Request[] hits() {
        return requests(index -> new Request(
                method(index),
                pattern(index)
                        .replace(":tenant", "acme")
                        .replace(":id", "f81d4fae")
                        .replace("*rest", "img/logo.png")));
    }

    /** {@return requests that lead nowhere: one in three at each of service, resource and last segment} */
    Request[] misses() {
        return requests(index -> switch (index % 3) {
            case 0 -> new Request(method(index), "/unknown" + pattern(index));
            case 1 -> new Request(method(index), "/service-" + index % SERVICES + "/v1/unknown-" + index);
            default -> new Request(method(index), pattern(index).replaceAll("/[:*].*", "") + "-unknown");
        });
    }

    /** {@return one static path each, all under one node} */
    static RoutingTable siblings(int size) {
        return tableOf(size, index -> sync("GET", sibling(index)));
    }

    static String sibling(int index) {
        return "/resources/resource-" + index;
    }

    static Subscription sync(String method, String path) {
        return new Subscription(
                new String(FunctionSpec.DEFAULT_SPACE),
                Subscription.Type.SYNC,
                new String(Event.HTTP_REQUEST),
                "function-" + path.length(),
                path,
                method,
                Map.of());
    }

    private static RoutingTable tableOf(int size, IntFunction<Subscription> subscription) {
        List<TableChange> changes = IntStream.range(0, size)
                .mapToObj(subscription)
                .<TableChange>map(PutSubscription::new)
                .toList();
        return RoutingTable.empty().apply(changes);
    }

    private Request[] requests(IntFunction<Request> request) {
        Random random = new Random(size);
        return IntStream.range(0, REQUESTS)
                .mapToObj(any -> request.apply(random.nextInt(size)))
                .toArray(Request[]::new);
    }

    private static String method(int index) {
        return METHODS.get(index / 20 % METHODS.size());
    }

    private static String pattern(int index) {
        String service = "/service-" + index % SERVICES + "/v1";
        int kind = index % 20;
        if (kind < 14) {
            return service + "/resource-" + index;
        }
        if (kind < 17) {
            return service + "/resource-" + index + "/:id";
        }
        if (kind < 19) {
            return service + "/:tenant/resource-" + index + "/:id";
        }
        return service + "/files-" + index + "/*rest";
    }

    /**
     * What the router is asked.
     *
     * @param method the HTTP method
     * @param path the raw path
     */
    record Request(String method, String path) {}
}
