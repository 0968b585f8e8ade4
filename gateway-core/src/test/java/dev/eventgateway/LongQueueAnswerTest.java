package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A function takes one event each time that it gets leave; of 80 that may wait, more than ten are a long queue. */
class LongQueueAnswerTest {

    private static final String SPACE = "default";
    private static final int LONG = 15;

    private final Semaphore leave = new Semaphore(0);
    private final Scene scene = new Scene(
                    Map.of("f", event -> {
                        leave.acquireUninterruptibly();
                        return GatewayReply.of(200, "text/plain", "");
                    }),
                    new DeliveryLimits(80, 1_000, 1, 100),
                    Duration.ofSeconds(30))
            .type(SPACE, "user.created")
            .function(SPACE, "f")
            .async(SPACE, "user.created", "f");

    @AfterEach
    void close() {
        leave.release(1_000_000);
        scene.close();
    }

    @Test
    void theSenderOfAnEventWaits() throws Exception {
        CompletableFuture<GatewayReply> reply = held(this::emit);

        leave.release(1_000);
        assertThat(reply.get(30, TimeUnit.SECONDS).status()).isEqualTo(202);
    }

    @Test
    void theSenderOfABatchWaits() throws Exception {
        CompletableFuture<GatewayReply> reply = held(() -> {
            String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"user.created\"}";
            Headers headers = Headers.builder()
                    .add("Content-Type", "application/cloudevents-batch+json")
                    .build();
            byte[] body = ("[" + event + "]").getBytes(StandardCharsets.UTF_8);
            return scene.gateway()
                    .handle(GatewayRequest.of("POST", "/", headers, body))
                    .toCompletableFuture();
        });

        leave.release(1_000);
        assertThat(reply.get(30, TimeUnit.SECONDS).status()).isEqualTo(202);
    }

    @Test
    void aStopAnswersWhoIsHeld() throws Exception {
        CompletableFuture<GatewayReply> reply = held(this::emit);

        leave.release(1_000);
        scene.close();
        assertThat(reply).isDone();
        assertThat(reply.get().status()).isEqualTo(202);
    }

    /** {@return a reply that was held} When the test itself is slow, the queue has come to rest between its steps; then it tries again. */
    private CompletableFuture<GatewayReply> held(Supplier<CompletableFuture<GatewayReply>> send) throws Exception {
        for (int waiting = 0; waiting < LONG; waiting++) {
            assertThat(emit().get(30, TimeUnit.SECONDS).status()).isEqualTo(202);
        }
        for (int tries = 0; tries < 1_000; tries++) {
            int before = scene.seen("f").size();
            leave.release();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> scene.seen("f").size() > before);
            CompletableFuture<GatewayReply> reply = send.get();
            if (!reply.isDone()) {
                return reply;
            }
            assertThat(reply.get().status()).isEqualTo(202);
        }
        throw new AssertionError("nobody is held");
    }

    private CompletableFuture<GatewayReply> emit() {
        return scene.gateway().emit(Event.of("user.created")).toCompletableFuture();
    }
}
