package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Change.Live;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Requests that need a change, to one instance, until one is answered as the change wants it. One look at a time. */
final class Probe {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final HttpClient client;
    private final HttpRequest request;
    private final int wanted;
    private final long changed;
    private long lastBefore;
    private Optional<Live> live = Optional.empty();

    /**
     * @param address of the instance
     * @param wanted the status that the change leads to
     * @param changed when the change was answered, as {@link System#nanoTime} says it
     */
    Probe(HttpClient client, String address, String path, int wanted, long changed) {
        this.client = client;
        this.wanted = wanted;
        this.changed = changed;
        request = HttpRequest.newBuilder(URI.create(address + path))
                .POST(BodyPublishers.noBody())
                .build();
        lastBefore = changed;
    }

    /** {@return a request that was answered; none is sent once one was answered as it should be} */
    CompletableFuture<?> look() {
        if (isOver()) {
            return CompletableFuture.completedFuture(live);
        }
        long sent = System.nanoTime();
        return client.sendAsync(request, BodyHandlers.discarding())
                .thenAccept(reply -> answered(reply.statusCode(), sent, System.nanoTime()));
    }

    private void answered(int status, long sent, long answered) {
        if (status == wanted) {
            live = Optional.of(new Live(answered - changed, answered - lastBefore));
        } else if (answered - changed > PATIENCE_NANOS) {
            throw new IllegalStateException(
                    request.uri() + " is answered with " + status + " for 30 s, expected " + wanted);
        }
        lastBefore = sent;
    }

    boolean isOver() {
        return live.isPresent();
    }

    /** {@return what came of it, once it is over} */
    Live live() {
        return live.orElseThrow();
    }
}
