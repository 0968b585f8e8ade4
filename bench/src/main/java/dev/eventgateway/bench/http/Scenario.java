package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * One kind of load, and who is to bear it.
 *
 * @param name the word that asks for it
 * @param bodyBytes how large the bodies of requests are
 * @param headers as {@code name: value}, beside those of any request
 * @param ratePerSecond how many requests begin each second, whatever the answers take; 0 for the next after an answer
 * @param subscribers how many functions get each event after it was accepted; 0 if the sender waits for the function's answer
 * @param contenders all are compared with the first
 * @param goals of the gateway
 */
record Scenario(
        String name,
        String path,
        int bodyBytes,
        List<String> headers,
        int connections,
        int ratePerSecond,
        boolean tls,
        int subscribers,
        List<Kind> contenders,
        List<Goal> goals) {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int REFUSED = 503;
    private static final int KILO = 1_000;
    private static final int CONNECTIONS = 64;
    private static final int MANY_CONNECTIONS = 512;
    private static final int OPEN_CONNECTIONS = 16;
    private static final int OPEN_RATE = 1_000;
    static final int MANY_SUBSCRIBERS = 10;

    private static final String STRUCTURED = "content-type: application/cloudevents+json";
    private static final List<String> PLAIN = List.of("content-type: application/json");

    private static final List<Kind> BESIDE_NGINX = List.of(Kind.NGINX, Kind.GATEWAY);
    private static final List<Kind> BESIDE_BOTH = List.of(Kind.NGINX, Kind.HAPROXY, Kind.GATEWAY);

    private static final Goal[] PROXY_GOALS = {
        Goal.atMost(Figure.CPU, 1.6), Goal.atLeast(Figure.RATE, 0.75), Goal.memory(250)
    };

    /** In the order in which they run. The first ones are those of a quick look. */
    static final List<Scenario> ALL = List.of(
            base("proxy", Gateway.PROXY).of(BESIDE_BOTH).goals(PROXY_GOALS),
            base("event", Gateway.EVENT)
                    .of(BESIDE_BOTH)
                    .goals(Goal.atMost(Figure.CPU, 2.5), Goal.atLeast(Figure.RATE, 0.5), Goal.memory(250)),
            base("custom", Gateway.CUSTOM).headers(binary(Gateway.CUSTOM_TYPE)),
            base("async", Gateway.ASYNC)
                    .headers(binary(Gateway.ASYNC_TYPE))
                    .subscribers(1)
                    .goals(Goal.atMost(Figure.CPU, 2.5), Goal.atLeast(Figure.RATE, 0.5)),
            base("async10", Gateway.ASYNC_MANY)
                    .headers(binary(Gateway.ASYNC_MANY_TYPE))
                    .subscribers(MANY_SUBSCRIBERS)
                    .goals(Goal.atMost(Figure.CPU, 1.2)),
            base("structured", Gateway.CUSTOM).headers(List.of(STRUCTURED)),
            base("many", Gateway.EVENT)
                    .of(List.of(Kind.GATEWAY, Kind.FULL_GATEWAY))
                    .goals(Goal.atMost(Figure.CPU, 1.05), Goal.atLeast(Figure.RATE, 0.95)),
            base("200B", Gateway.EVENT).body(200),
            base("10kB", Gateway.EVENT).body(10 * KILO),
            base("1MB", Gateway.EVENT).body(KILO * KILO),
            base("one", Gateway.EVENT).connections(1).goals(Goal.atMost(Figure.P50, 1.2)),
            base("slow", Gateway.SLOW).connections(MANY_CONNECTIONS).goals(Goal.atLeast(Figure.RATE, 0.85)),
            base("tls", Gateway.EVENT).encrypted().of(List.of(Kind.NGINX, Kind.TLS_GATEWAY)),
            open("open", Gateway.EVENT),
            base("proxy-200B", Gateway.PROXY).body(200).goals(PROXY_GOALS),
            base("proxy-10kB", Gateway.PROXY).body(10 * KILO).goals(PROXY_GOALS),
            base("proxy-1MB", Gateway.PROXY).body(KILO * KILO).goals(PROXY_GOALS),
            base("proxy-one", Gateway.PROXY).connections(1).goals(Goal.atMost(Figure.P50, 1.2)),
            base("proxy-slow", Gateway.PROXY_SLOW).connections(MANY_CONNECTIONS).goals(Goal.atLeast(Figure.RATE, 0.85)),
            open("proxy-open", Gateway.PROXY));

    static final int QUICK = 5;

    /** What is asked for apart: what it costs that accepted events are delivered. The first one warms up those after it. */
    static final List<Scenario> DELIVERY = List.of(
            base("crowded", Gateway.EVENT).of(List.of(Kind.GATEWAY, Kind.TROUBLED_GATEWAY)),
            base("neighbours", Gateway.EVENT)
                    .connections(OPEN_CONNECTIONS)
                    .rate(OPEN_RATE)
                    .of(List.of(Kind.GATEWAY, Kind.TROUBLED_GATEWAY))
                    .goals(Goal.atMost(Figure.P99, 2)),
            base("waiting", Gateway.ASYNC)
                    .headers(waiting(binary(Gateway.ASYNC_TYPE)))
                    .connections(OPEN_CONNECTIONS)
                    .rate(OPEN_RATE)
                    .of(List.of(Kind.GATEWAY, Kind.TROUBLED_GATEWAY))
                    .goals(Goal.atMost(Figure.P99, 2)),
            base("retries", Gateway.ASYNC)
                    .headers(binary(Gateway.ASYNC_TYPE))
                    .subscribers(1)
                    .of(List.of(Kind.ONE_ATTEMPT_GATEWAY, Kind.RETRYING_GATEWAY))
                    .goals(Goal.atLeast(Figure.RATE, 0.9)));

    private static List<String> waiting(List<String> headers) {
        return Stream.concat(headers.stream(), Stream.of("prefer: wait=10")).toList();
    }

    /** {@return how many calls of the function follow from one request to that contender} */
    int deliveries(Kind kind) {
        return kind.isGateway() ? Math.max(1, subscribers) : 1;
    }

    /** {@return whether that status is an answer as it should be} */
    boolean isExpected(int status, Kind kind) {
        if (isAsync() && kind.isGateway()) {
            return status == ACCEPTED || status == REFUSED;
        }
        return status == OK;
    }

    /** {@return the body of each request} */
    String body() {
        String data = "{\"text\":\"" + "x".repeat(bodyBytes - 11) + "\"}";
        return headers.contains(STRUCTURED)
                ? "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/bench\",\"type\":\"" + Gateway.CUSTOM_TYPE
                        + "\",\"datacontenttype\":\"application/json\",\"data\":" + data + "}"
                : data;
    }

    boolean isAsync() {
        return subscribers > 0;
    }

    private static Scenario base(String name, String path) {
        return new Scenario(name, path, KILO, PLAIN, CONNECTIONS, 0, false, 0, BESIDE_NGINX, List.of());
    }

    /** Few connections, as those of h2load send in step: many would be a burst. */
    private static Scenario open(String name, String path) {
        return base(name, path)
                .connections(OPEN_CONNECTIONS)
                .rate(OPEN_RATE)
                .of(List.of(Kind.FUNCTION, Kind.NGINX, Kind.GATEWAY))
                .goals(Goal.added(Figure.P99, 1.2));
    }

    private static List<String> binary(String type) {
        return List.of(
                "content-type: application/json",
                "ce-specversion: 1.0",
                "ce-id: 0190a5b2-1c2d-7e3f-8a4b-5c6d7e8f9a0b",
                "ce-source: /bench",
                "ce-type: " + type);
    }

    private Scenario body(int size) {
        return new Scenario(name, path, size, headers, connections, ratePerSecond, tls, subscribers, contenders, goals);
    }

    private Scenario headers(List<String> others) {
        return new Scenario(
                name, path, bodyBytes, others, connections, ratePerSecond, tls, subscribers, contenders, goals);
    }

    private Scenario connections(int count) {
        return new Scenario(name, path, bodyBytes, headers, count, ratePerSecond, tls, subscribers, contenders, goals);
    }

    private Scenario rate(int rate) {
        return new Scenario(name, path, bodyBytes, headers, connections, rate, tls, subscribers, contenders, goals);
    }

    private Scenario encrypted() {
        return new Scenario(
                name, path, bodyBytes, headers, connections, ratePerSecond, true, subscribers, contenders, goals);
    }

    private Scenario subscribers(int count) {
        return new Scenario(name, path, bodyBytes, headers, connections, ratePerSecond, tls, count, contenders, goals);
    }

    private Scenario of(List<Kind> kinds) {
        return new Scenario(name, path, bodyBytes, headers, connections, ratePerSecond, tls, subscribers, kinds, goals);
    }

    private Scenario goals(Goal... wanted) {
        return new Scenario(
                name,
                path,
                bodyBytes,
                headers,
                connections,
                ratePerSecond,
                tls,
                subscribers,
                contenders,
                List.of(wanted));
    }
}
