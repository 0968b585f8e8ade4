package dev.eventgateway.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The Config API of a gateway. Whatever it refuses is an {@link IllegalStateException} that holds its answer. Safe for many threads. */
final class ConfigApi {

    private static final int AT_A_TIME = 32;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String space;

    ConfigApi(String port) {
        space = "http://127.0.0.1:" + port + "/v1/spaces/default/";
    }

    /** {@return what it answered} */
    String create(String collection, String document) throws IOException, InterruptedException {
        return send(request("POST", collection, BodyPublishers.ofString(document)));
    }

    /** Creates documents, many at a time, and tells how many there are now and then. */
    void createAll(String collection, IntStream numbers, IntFunction<String> document, IntConsumer progress)
            throws InterruptedException {
        Semaphore places = new Semaphore(AT_A_TIME);
        List<CompletableFuture<String>> replies = new ArrayList<>();
        for (int number : numbers.toArray()) {
            places.acquire();
            HttpRequest request = request("POST", collection, BodyPublishers.ofString(document.apply(number)));
            replies.add(client.sendAsync(request, BodyHandlers.ofString())
                    .whenComplete((reply, failure) -> places.release())
                    .thenApply(ConfigApi::accepted));
            progress.accept(replies.size());
        }
        replies.forEach(CompletableFuture::join);
    }

    void replace(String collection, String id, String document) throws IOException, InterruptedException {
        send(request("PUT", collection + "/" + id, BodyPublishers.ofString(document)));
    }

    void delete(String collection, String id) throws IOException, InterruptedException {
        send(request("DELETE", collection + "/" + id, BodyPublishers.noBody()));
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        return accepted(client.send(request, BodyHandlers.ofString()));
    }

    private HttpRequest request(String method, String place, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(space + place))
                .method(method, body)
                .build();
    }

    private static String accepted(HttpResponse<String> reply) {
        if (reply.statusCode() / 100 != 2) {
            throw new IllegalStateException(reply.request().method() + " " + reply.uri() + " was answered with "
                    + reply.statusCode() + ": " + reply.body());
        }
        return reply.body();
    }
}
