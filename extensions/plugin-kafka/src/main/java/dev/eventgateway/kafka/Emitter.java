package dev.eventgateway.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Emits one event after the other, each until it is accepted or refused for good. */
final class Emitter {

    private static final int TRIES = 60;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI to;
    private final PrintStream err;
    private long accepted;
    private long refused;

    Emitter(URI to, PrintStream err) {
        this.to = to;
        this.err = err;
    }

    long accepted() {
        return accepted;
    }

    long refused() {
        return refused;
    }

    void emit(ConsumerRecord<byte[], byte[]> written) throws InterruptedException {
        HttpRequest request;
        try {
            request = Emission.request(to, written);
        } catch (IllegalArgumentException wrong) {
            refused(written, String.valueOf(wrong.getMessage()));
            return;
        }
        OptionalInt status = answer(request);
        if (status.orElse(0) / 100 == 2) {
            accepted++;
        } else {
            refused(written, status.isPresent() ? "status " + status.getAsInt() : "no answer from " + to.getHost());
        }
    }

    private void refused(ConsumerRecord<byte[], byte[]> written, String why) {
        refused++;
        err.println("not accepted: partition " + written.partition() + " offset " + written.offset() + ": " + why);
    }

    private OptionalInt answer(HttpRequest request) throws InterruptedException {
        OptionalInt status = OptionalInt.empty();
        for (int number = 0; number < TRIES && isWorthTrying(status); number++) {
            TimeUnit.SECONDS.sleep(number == 0 ? 0 : 1);
            status = send(request);
        }
        return status;
    }

    /** 503 is the only answer that says: later. */
    private static boolean isWorthTrying(OptionalInt status) {
        return status.isEmpty() || status.getAsInt() == 503;
    }

    private OptionalInt send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Void> reply = client.send(request, BodyHandlers.discarding());
            return OptionalInt.of(reply.statusCode());
        } catch (IOException unanswered) {
            return OptionalInt.empty();
        }
    }
}
