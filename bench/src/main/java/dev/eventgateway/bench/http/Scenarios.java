package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import dev.eventgateway.bench.http.Scenario.Draft;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The scenarios that there are. */
final class Scenarios {

    static final int MANY_SUBSCRIBERS = 10;

    /** How many of {@link #USUAL} make a quick look. */
    static final int QUICK = 5;

    private static final int KILO = 1_000;
    private static final int MANY_CONNECTIONS = 512;
    private static final int OPEN_CONNECTIONS = 16;
    private static final int OPEN_RATE = 1_000;
    private static final int WARM_UP_SECONDS = 180;
    private static final double LIVE_MILLIS = 50;

    private static final Goal[] PROXY_GOALS = {
        Goal.atMost(Figure.CPU, 1.6), Goal.atLeast(Figure.RATE, 0.75), Goal.most(Figure.MEMORY, 250)
    };

    /** In the order in which they run. The first ones are those of a quick look. */
    static final List<Scenario> USUAL = all(
            besideBoth("proxy", Gateway.PROXY).goals(PROXY_GOALS),
            besideBoth("event", Gateway.EVENT)
                    .goals(Goal.atMost(Figure.CPU, 2.5), Goal.atLeast(Figure.RATE, 0.5), Goal.most(Figure.MEMORY, 250)),
            Scenario.of("custom", Gateway.CUSTOM).headers(binary(Gateway.CUSTOM_TYPE)),
            Scenario.of("async", Gateway.ASYNC)
                    .headers(binary(Gateway.ASYNC_TYPE))
                    .subscribers(1)
                    .goals(Goal.atMost(Figure.CPU, 2.5), Goal.atLeast(Figure.RATE, 0.5)),
            Scenario.of("async10", Gateway.ASYNC_MANY)
                    .headers(binary(Gateway.ASYNC_MANY_TYPE))
                    .subscribers(MANY_SUBSCRIBERS)
                    .goals(Goal.atMost(Figure.CPU, 1.2)),
            Scenario.of("structured", Gateway.CUSTOM).headers(List.of(Scenario.STRUCTURED)),
            Scenario.of("many", Gateway.EVENT)
                    .contenders(Kind.GATEWAY, Kind.FULL_GATEWAY)
                    .goals(Goal.atMost(Figure.CPU, 1.05), Goal.atLeast(Figure.RATE, 0.95)),
            Scenario.of("200B", Gateway.EVENT).body(200),
            Scenario.of("10kB", Gateway.EVENT).body(10 * KILO),
            Scenario.of("1MB", Gateway.EVENT).body(KILO * KILO),
            Scenario.of("one", Gateway.EVENT).connections(1).goals(Goal.atMost(Figure.P50, 1.2)),
            Scenario.of("slow", Gateway.SLOW).connections(MANY_CONNECTIONS).goals(Goal.atLeast(Figure.RATE, 0.85)),
            Scenario.of("tls", Gateway.EVENT).encrypted().contenders(Kind.NGINX, Kind.TLS_GATEWAY),
            besideTheFunction("open", Gateway.EVENT),
            Scenario.of("proxy-200B", Gateway.PROXY).body(200).goals(PROXY_GOALS),
            Scenario.of("proxy-10kB", Gateway.PROXY).body(10 * KILO).goals(PROXY_GOALS),
            Scenario.of("proxy-1MB", Gateway.PROXY).body(KILO * KILO).goals(PROXY_GOALS),
            Scenario.of("proxy-one", Gateway.PROXY).connections(1).goals(Goal.atMost(Figure.P50, 1.2)),
            Scenario.of("proxy-slow", Gateway.PROXY_SLOW)
                    .connections(MANY_CONNECTIONS)
                    .goals(Goal.atLeast(Figure.RATE, 0.85)),
            besideTheFunction("proxy-open", Gateway.PROXY));

    /** What it costs that accepted events are delivered; asked for apart. The first one warms up those after it. */
    static final List<Scenario> DELIVERY = all(
            Scenario.of("crowded", Gateway.EVENT).contenders(Kind.GATEWAY, Kind.TROUBLED_GATEWAY),
            open("neighbours", Gateway.EVENT)
                    .contenders(Kind.GATEWAY, Kind.TROUBLED_GATEWAY)
                    .goals(Goal.atMost(Figure.P99, 2)),
            open("waiting", Gateway.ASYNC)
                    .headers(waiting(binary(Gateway.ASYNC_TYPE)))
                    .contenders(Kind.GATEWAY, Kind.TROUBLED_GATEWAY)
                    .goals(Goal.atMost(Figure.P99, 2)),
            Scenario.of("retries", Gateway.ASYNC)
                    .headers(binary(Gateway.ASYNC_TYPE))
                    .subscribers(1)
                    .contenders(Kind.ONE_ATTEMPT_GATEWAY, Kind.RETRYING_GATEWAY)
                    .goals(Goal.atLeast(Figure.RATE, 0.9)));

    /** What takes its time: asked for apart. */
    static final List<Scenario> APART = all(
            changing("changing-etcd").contenders(Kind.QUIET_ETCD, Kind.CHANGING_ETCD),
            changing("changing-zookeeper").contenders(Kind.QUIET_ZOOKEEPER, Kind.CHANGING_ZOOKEEPER),
            besideSpring("spring"),
            besideSpring("spring-core").placement(Placement.OWN_CORE));

    private Scenarios() {}

    static Optional<Scenario> named(String word) {
        return everyOne().filter(scenario -> scenario.name().equals(word)).findFirst();
    }

    static Stream<Scenario> everyOne() {
        return Stream.of(USUAL, DELIVERY, APART).flatMap(List::stream);
    }

    private static List<Scenario> all(Draft... drafts) {
        return Stream.of(drafts).map(Draft::done).toList();
    }

    private static Draft besideBoth(String name, String path) {
        return Scenario.of(name, path).contenders(Kind.NGINX, Kind.HAPROXY, Kind.GATEWAY);
    }

    /** Few connections, as those of h2load send in step: many would be a burst. */
    private static Draft open(String name, String path) {
        return Scenario.of(name, path).connections(OPEN_CONNECTIONS).rate(OPEN_RATE);
    }

    private static Draft besideTheFunction(String name, String path) {
        return open(name, path)
                .contenders(Kind.FUNCTION, Kind.NGINX, Kind.GATEWAY)
                .goals(Goal.added(Figure.P99, 1.2));
    }

    /** So few requests that they do not wait for each other: else their latency would tell how long the queue is. */
    private static Draft changing(String name) {
        return open(name, Gateway.EVENT)
                .warmUp(WarmUp.HURRIED)
                .goals(
                        Goal.atMost(Figure.P99, 2),
                        Goal.least(Figure.CHANGES, 0.95 * Changer.PER_SECOND),
                        Goal.most(Figure.LIVE_HERE_P99, LIVE_MILLIS),
                        Goal.most(Figure.LIVE_ELSEWHERE_P99, LIVE_MILLIS));
    }

    private static Draft besideSpring(String name) {
        return Scenario.of(name, Gateway.PROXY)
                .warmUp(WarmUp.ofSeconds(WARM_UP_SECONDS))
                .contenders(Kind.SPRING, Kind.GATEWAY)
                .goals(Goal.atLeast(Figure.RATE, 4));
    }

    private static List<String> waiting(List<String> headers) {
        return Stream.concat(headers.stream(), Stream.of("prefer: wait=10")).toList();
    }

    private static List<String> binary(String type) {
        return List.of(
                "content-type: application/json",
                "ce-specversion: 1.0",
                "ce-id: 0190a5b2-1c2d-7e3f-8a4b-5c6d7e8f9a0b",
                "ce-source: /bench",
                "ce-type: " + type);
    }
}
