package dev.eventgateway.server;

import dev.eventgateway.server.settings.CommandLineSettings;
import dev.eventgateway.server.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A whole server on free ports and a store in memory, and a client for it. */
final class Instance implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Whatever a test makes a server answer is held against the document. */
    static final ApiDocument DOCUMENT = new ApiDocument();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Settings settings;
    private final Server server;

    private Instance(Settings settings) {
        this.settings = settings;
        this.server = Server.start(settings);
    }

    /** {@return an instance with those flags on top of the usual ones} */
    static Instance start(String... flags) {
        return start(Map.of(), flags);
    }

    static Instance start(Map<String, String> environment, String... flags) {
        List<String> all = new ArrayList<>(List.of("--events-port=0", "--events-bind=127.0.0.1"));
        if (!isGiven("--config-port", flags)) {
            all.add("--config-port=0");
        }
        if (!isGiven("--store", flags) && !isGiven("--dev", flags)) {
            all.add("--store=memory:" + UUID.randomUUID());
        }
        all.addAll(List.of(flags));
        return new Instance(CommandLineSettings.parse(environment, all.toArray(String[]::new))
                .settings());
    }

    private static boolean isGiven(String flag, String... flags) {
        return Stream.of(flags).anyMatch(each -> each.startsWith(flag));
    }

    Server server() {
        return server;
    }

    /** Registers a function and an event type, and subscribes one to the other. */
    void subscribe(String type, String eventType, String method, String path, String url)
            throws IOException, InterruptedException {
        subscribe(type, eventType, method, path, url, "");
    }

    /** Subscribes with {@code more} fields, each with a comma before it. */
    void subscribe(String type, String eventType, String method, String path, String url, String more)
            throws IOException, InterruptedException {
        int number = Math.floorMod(url.hashCode(), 1_000_000);
        config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"" + eventType + "\"}");
        config("POST", "/v1/spaces/default/functions", function("f" + number, url));
        HttpResponse<String> reply = config(
                "POST",
                "/v1/spaces/default/subscriptions",
                "{\"type\":\"" + type + "\",\"eventType\":\"" + eventType + "\",\"functionId\":\"f" + number
                        + "\",\"method\":\"" + method + "\",\"path\":\"" + path + "\"" + more + "}");
        if (reply.statusCode() != 201) {
            throw new IllegalStateException(reply.body());
        }
    }

    /** Registers an http function in proxy mode, and subscribes it to requests of that method and path. */
    void proxy(String method, String path, String url) throws IOException, InterruptedException {
        String id = "p" + Math.floorMod(url.hashCode(), 1_000_000);
        config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"http.request\"}");
        config("POST", "/v1/spaces/default/functions", proxyFunction(id, url));
        HttpResponse<String> reply = config(
                "POST",
                "/v1/spaces/default/subscriptions",
                "{\"type\":\"sync\",\"eventType\":\"http.request\",\"functionId\":\"" + id + "\",\"method\":\"" + method
                        + "\",\"path\":\"" + path + "\"}");
        if (reply.statusCode() != 201) {
            throw new IllegalStateException(reply.body());
        }
    }

    static String proxyFunction(String id, String url) {
        return "{\"functionId\":\"" + id + "\",\"type\":\"http\",\"provider\":{\"url\":\"" + url
                + "\",\"mode\":\"proxy\"}}";
    }

    static String function(String id, String url) {
        return "{\"functionId\":\"" + id + "\",\"type\":\"http\",\"provider\":{\"url\":\"" + url + "\"}}";
    }

    HttpResponse<String> config(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<String> reply = send(server.config(), method, path, body, headers);
        DOCUMENT.checkConfig(method, path, body, reply);
        return reply;
    }

    HttpResponse<String> config(String path) throws IOException, InterruptedException {
        return config("GET", path, "");
    }

    HttpResponse<String> events(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<String> reply = send(server.events(), method, path, body, headers);
        DOCUMENT.checkEvents(method, reply);
        return reply;
    }

    static HttpResponse<String> send(
            InetSocketAddress address, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return CLIENT.send(request(address, method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    static HttpRequest request(InetSocketAddress address, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .timeout(PATIENCE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    /** Ends as after a signal. */
    void stop() {
        server.stop(settings.limits().shutdownTimeout());
    }

    @Override
    public void close() {
        server.close();
    }
}
