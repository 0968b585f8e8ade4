package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import java.util.List;

/**
 * One kind of load, and who is to bear it.
 *
 * @param name the word that asks for it
 * @param bodyBytes how large the bodies of requests are
 * @param headers as {@code name: value}, beside those of any request
 * @param ratePerSecond how many requests begin each second, whatever the answers take; 0 for the next after an answer
 * @param subscribers how many functions get each event after it was accepted; 0 if the sender waits for the function's answer
 * @param placement where all of it runs
 * @param warmUp what comes before
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
        Placement placement,
        WarmUp warmUp,
        List<Kind> contenders,
        List<Goal> goals) {

    static final String STRUCTURED = "content-type: application/cloudevents+json";

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int REFUSED = 503;

    /** {@return a request of 1 kB to that path, time and again over 64 connections; of nginx and the gateway, unless it is told else} */
    static Draft of(String name, String path) {
        return new Draft(name, path);
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

    /** A scenario in the making. */
    static final class Draft {

        private static final int KILO = 1_000;
        private static final int CONNECTIONS = 64;

        private final String name;
        private final String path;
        private int bodyBytes = KILO;
        private List<String> headers = List.of("content-type: application/json");
        private int connections = CONNECTIONS;
        private int ratePerSecond;
        private boolean tls;
        private int subscribers;
        private Placement placement = Placement.SHARED;
        private WarmUp warmUp = WarmUp.PLAIN;
        private List<Kind> contenders = List.of(Kind.NGINX, Kind.GATEWAY);
        private List<Goal> goals = List.of();

        private Draft(String name, String path) {
            this.name = name;
            this.path = path;
        }

        Draft body(int bytes) {
            bodyBytes = bytes;
            return this;
        }

        Draft headers(List<String> all) {
            headers = all;
            return this;
        }

        Draft connections(int count) {
            connections = count;
            return this;
        }

        Draft rate(int perSecond) {
            ratePerSecond = perSecond;
            return this;
        }

        Draft encrypted() {
            tls = true;
            return this;
        }

        Draft subscribers(int count) {
            subscribers = count;
            return this;
        }

        Draft placement(Placement where) {
            placement = where;
            return this;
        }

        Draft warmUp(WarmUp before) {
            warmUp = before;
            return this;
        }

        Draft contenders(Kind... kinds) {
            contenders = List.of(kinds);
            return this;
        }

        Draft goals(Goal... all) {
            goals = List.of(all);
            return this;
        }

        Scenario done() {
            return new Scenario(
                    name,
                    path,
                    bodyBytes,
                    headers,
                    connections,
                    ratePerSecond,
                    tls,
                    subscribers,
                    placement,
                    warmUp,
                    contenders,
                    goals);
        }
    }
}
