package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A gateway as its launcher starts it; and what is registered there. */
final class Gateway {

    static final String PROXY = "/proxy";
    static final String PROXY_SLOW = "/proxy-slow";
    static final String EVENT = "/event";
    static final String CUSTOM = "/custom";
    static final String ASYNC = "/async";
    static final String ASYNC_MANY = "/async10";
    static final String SLOW = "/slow";
    static final String TROUBLE = "/trouble";

    static final String CUSTOM_TYPE = "bench.custom";
    static final String ASYNC_TYPE = "bench.async";
    static final String ASYNC_MANY_TYPE = "bench.async10";

    static final String SLOW_TYPE = "bench.slow";
    static final String DEAD_TYPE = "bench.dead";

    static final String SUBSCRIPTIONS = "subscriptions";

    private static final String REQUEST_TYPE = "http.request";
    private static final Pattern READY =
            Pattern.compile("Events API https?://[^:]*:(\\d+), Config API http://[^:]*:(\\d+)");

    private final ProcessHandle process;
    private final int eventsPort;
    private final ConfigApi configuration;

    private Gateway(ProcessHandle process, Matcher ports) {
        this.process = process;
        eventsPort = Integer.parseInt(ports.group(1));
        configuration = new ConfigApi(ports.group(2));
    }

    /** {@return one with a ZooKeeper inside} */
    static Gateway startAlone(Children children, String name, List<String> flags)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(flags);
        all.add("--dev");
        all.add("--embed-data-dir=" + children.folder().resolve(name + "-data"));
        return start(children, name, all);
    }

    /** {@return one on the store at that URI} */
    static Gateway startOn(String store, Children children, String name) throws IOException, InterruptedException {
        return start(children, name, List.of("--store=" + store, "--log-format=text"));
    }

    private static Gateway start(Children children, String name, List<String> flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("gateway", "event-gateway"),
                "--events-bind=127.0.0.1",
                "--events-port=0",
                "--config-port=0"));
        command.addAll(flags);
        Process process = children.startContender(name, command);
        return new Gateway(process.toHandle(), children.await(name, process, READY));
    }

    Contender as(Kind kind) {
        return new Contender(kind, process, eventsPort, eventsPort);
    }

    ConfigApi configuration() {
        return configuration;
    }

    String address() {
        return "http://127.0.0.1:" + eventsPort;
    }

    /**
     * Registers what the scenarios need.
     *
     * @param function the address of the one that answers at once
     * @param slow the address of the other one
     * @param retry further fields of the asynchronous subscription with one function
     */
    void register(String function, String slow, String retry) throws IOException, InterruptedException {
        for (String type : List.of(REQUEST_TYPE, CUSTOM_TYPE, ASYNC_TYPE, ASYNC_MANY_TYPE)) {
            configuration.create("eventtypes", json("name", type));
        }
        registerFunction("event", json("url", function + EVENT));
        registerFunction("slow", json("url", slow + SLOW));
        subscribe("sync", REQUEST_TYPE, "event", EVENT, "");
        subscribe("sync", REQUEST_TYPE, "slow", SLOW, "");
        subscribe("sync", CUSTOM_TYPE, "event", CUSTOM, "");
        subscribe("async", ASYNC_TYPE, "event", ASYNC, retry);
        for (int i = 0; i < Scenarios.MANY_SUBSCRIBERS; i++) {
            registerFunction("event" + i, json("url", function + EVENT));
            subscribe("async", ASYNC_MANY_TYPE, "event" + i, ASYNC_MANY, "");
        }
        registerFunction("proxy", proxy(function));
        subscribe("sync", REQUEST_TYPE, "proxy", PROXY, "");
        registerFunction("proxy-slow", proxy(slow));
        subscribe("sync", REQUEST_TYPE, "proxy-slow", PROXY_SLOW, "");
    }

    /**
     * Registers a function that is slow and one that is dead, each behind an event type of its own.
     *
     * @return where events of these types are sent
     */
    String registerTrouble(String slow, String dead) throws IOException, InterruptedException {
        for (Map.Entry<String, String> each :
                Map.of(SLOW_TYPE, slow, DEAD_TYPE, dead).entrySet()) {
            configuration.create("eventtypes", json("name", each.getKey()));
            registerFunction(each.getKey(), json("url", each.getValue()));
            subscribe("async", each.getKey(), each.getKey(), TROUBLE, ",\"retry\":{\"timeout\":\"15s\"}");
        }
        return address() + TROUBLE;
    }

    /** Registers subscriptions that no request goes to, one for each of those numbers, and tells how many there are now and then. */
    void registerMore(IntStream numbers, IntConsumer progress) throws InterruptedException {
        configuration.createAll(
                SUBSCRIPTIONS, numbers, i -> requestsTo("/more/" + i % 100 + "/" + i + "/:id", ""), progress);
    }

    /** {@return a subscription of the function that answers at once, to requests for that path} */
    static String requestsTo(String path, String more) {
        return subscription("sync", REQUEST_TYPE, "event", path, more);
    }

    private void registerFunction(String id, String provider) throws IOException, InterruptedException {
        configuration.create(
                "functions", "{\"functionId\":\"" + id + "\",\"type\":\"http\",\"provider\":" + provider + "}");
    }

    private void subscribe(String type, String eventType, String function, String path, String more)
            throws IOException, InterruptedException {
        configuration.create(SUBSCRIPTIONS, subscription(type, eventType, function, path, more));
    }

    private static String subscription(String type, String eventType, String function, String path, String more) {
        return "{\"type\":\"" + type + "\",\"eventType\":\"" + eventType + "\",\"functionId\":\"" + function
                + "\",\"method\":\"POST\",\"path\":\"" + path + "\"" + more + "}";
    }

    private static String json(String name, String value) {
        return "{\"" + name + "\":\"" + value + "\"}";
    }

    private static String proxy(String url) {
        return "{\"url\":\"" + url + "\",\"mode\":\"proxy\"}";
    }
}
