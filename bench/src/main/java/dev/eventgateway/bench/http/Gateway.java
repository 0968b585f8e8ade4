package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import dev.eventgateway.kv.server.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as its launcher starts it, with a ZooKeeper inside; and what is registered there. */
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

    private static final String REQUEST_TYPE = "http.request";
    private static final Pattern READY =
            Pattern.compile("Events API https?://[^:]*:(\\d+), Config API http://[^:]*:(\\d+)");
    private static final int CREATED = 201;
    private static final int AT_A_TIME = 32;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ProcessHandle process;
    private final int eventsPort;
    private final String configuration;

    private Gateway(ProcessHandle process, Matcher ports) {
        this.process = process;
        eventsPort = Integer.parseInt(ports.group(1));
        configuration = "http://127.0.0.1:" + ports.group(2) + "/v1/spaces/default/";
    }

    static Gateway start(Children children, Kind kind, TestCertificates certificates)
            throws IOException, InterruptedException {
        String name = kind.name();
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("gateway", "event-gateway"),
                "--dev",
                "--embed-data-dir=" + children.folder().resolve(name + "-data"),
                "--events-bind=127.0.0.1",
                "--events-port=0",
                "--config-port=0"));
        if (kind == Kind.TLS_GATEWAY) {
            command.add("--events-tls-cert=" + certificates.certificate("server"));
            command.add("--events-tls-key=" + certificates.key("server"));
        }
        if (kind == Kind.ONE_ATTEMPT_GATEWAY || kind == Kind.RETRYING_GATEWAY) {
            // A full queue would refuse the events of one, and make dead letters of those of the other.
            command.add("--workers-backlog=1000000");
        }
        Process process = children.start(name, command);
        return new Gateway(process.toHandle(), children.await(name, process, READY));
    }

    /**
     * Registers what the scenarios need.
     *
     * @param function the address of the one that answers at once
     * @param slow the address of the other one
     * @return this gateway
     */
    Contender register(Kind kind, String function, String slow) throws IOException, InterruptedException {
        for (String type : List.of(REQUEST_TYPE, CUSTOM_TYPE, ASYNC_TYPE, ASYNC_MANY_TYPE)) {
            create("eventtypes", json("name", type));
        }
        registerFunction("event", json("url", function + EVENT));
        registerFunction("slow", json("url", slow + SLOW));
        subscribe("sync", REQUEST_TYPE, "event", EVENT);
        subscribe("sync", REQUEST_TYPE, "slow", SLOW);
        subscribe("sync", CUSTOM_TYPE, "event", CUSTOM);
        create("subscriptions", subscription("async", ASYNC_TYPE, "event", ASYNC, retry(kind)));
        for (int i = 0; i < Scenario.MANY_SUBSCRIBERS; i++) {
            registerFunction("event" + i, json("url", function + EVENT));
            subscribe("async", ASYNC_MANY_TYPE, "event" + i, ASYNC_MANY);
        }
        registerFunction("proxy", proxy(function));
        subscribe("sync", REQUEST_TYPE, "proxy", PROXY);
        registerFunction("proxy-slow", proxy(slow));
        subscribe("sync", REQUEST_TYPE, "proxy-slow", PROXY_SLOW);
        return new Contender(kind, process, eventsPort, eventsPort);
    }

    private static String retry(Kind kind) {
        return switch (kind) {
            case ONE_ATTEMPT_GATEWAY -> ",\"retry\":{\"attempts\":1}";
            case RETRYING_GATEWAY -> ",\"retry\":{\"attempts\":8,\"timeout\":\"5s\"},\"deadLetter\":\"slow\"";
            default -> "";
        };
    }

    /**
     * Registers a function that is slow and one that is dead, each behind an event type of its own.
     *
     * @return where events of these types are sent
     */
    String registerTrouble(String slow, String dead) throws IOException, InterruptedException {
        for (Map.Entry<String, String> each :
                Map.of(SLOW_TYPE, slow, DEAD_TYPE, dead).entrySet()) {
            create("eventtypes", json("name", each.getKey()));
            registerFunction(each.getKey(), json("url", each.getValue()));
            String retry = ",\"retry\":{\"timeout\":\"15s\"}";
            create("subscriptions", subscription("async", each.getKey(), each.getKey(), TROUBLE, retry));
        }
        return "http://127.0.0.1:" + eventsPort + TROUBLE;
    }

    /** Registers so many subscriptions that no request goes to. */
    void registerMore(int count) throws IOException, InterruptedException {
        Semaphore places = new Semaphore(AT_A_TIME);
        List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.acquire();
            String document = subscription("sync", REQUEST_TYPE, "event", "/more/" + i % 100 + "/" + i + "/:id", "");
            replies.add(client.sendAsync(request("subscriptions", document), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((reply, failure) -> places.release()));
        }
        for (CompletableFuture<HttpResponse<String>> reply : replies) {
            requireCreated(reply.join());
        }
    }

    private void registerFunction(String id, String provider) throws IOException, InterruptedException {
        create("functions", "{\"functionId\":\"" + id + "\",\"type\":\"http\",\"provider\":" + provider + "}");
    }

    private void subscribe(String type, String eventType, String function, String path)
            throws IOException, InterruptedException {
        create("subscriptions", subscription(type, eventType, function, path, ""));
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

    private void create(String collection, String document) throws IOException, InterruptedException {
        requireCreated(send(collection, document));
    }

    private HttpResponse<String> send(String collection, String document) throws IOException, InterruptedException {
        return client.send(request(collection, document), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String collection, String document) {
        return HttpRequest.newBuilder(URI.create(configuration + collection))
                .POST(HttpRequest.BodyPublishers.ofString(document))
                .build();
    }

    private static void requireCreated(HttpResponse<String> reply) {
        if (reply.statusCode() != CREATED) {
            throw new IllegalStateException(reply.uri() + " answered " + reply.statusCode() + ": " + reply.body());
        }
    }
}
