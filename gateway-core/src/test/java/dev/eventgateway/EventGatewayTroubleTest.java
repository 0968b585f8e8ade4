package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.function.TestProvider;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the gateway does with events that are malformed, too late, or meant for a function whose provider is broken. */
class EventGatewayTroubleTest {

    private static final Event ADA = Event.of("user.created", "text/plain", "Ada");

    private final AtomicInteger calls = new AtomicInteger();

    /** It lacks one of its libraries. */
    private final FunctionProvider broken = new TestProvider("broken", call -> {
        calls.incrementAndGet();
        throw new NoClassDefFoundError("a library of this provider");
    });

    @Test
    void aMalformedEventIs400AlsoIfNobodyWantsItAndItsBodyIsNotRead() throws Exception {
        List<Map<String, String>> malformed = List.of(
                Map.of("ce-specversion", "1.0", "ce-type", "user.created", "ce-source", "/"),
                Map.of("ce-specversion", "1.0", "ce-type", "http.request", "ce-source", "/", "ce-id", "1"),
                Map.of("Event", "eventgateway.event.received"));
        try (EventGateway gateway = gateway(FunctionSpec.java("f", "handler"), broken)) {
            for (Map<String, String> headers : malformed) {
                GatewayRequest request = new GatewayRequest("POST", "/nowhere", "", headers(headers), () -> {
                    throw new IllegalStateException("read");
                });

                assertThat(get(gateway.handle(request)).status())
                        .as(headers.toString())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void anEventThatComesAfterGivingUpIsRefusedAndNotAccepted() throws Exception {
        CompletableFuture<byte[]> slowBody = new CompletableFuture<>();
        try (EventGateway gateway = gateway(FunctionSpec.java("f", "handler"), broken)) {
            CompletionStage<GatewayReply> reply = gateway.handle(
                    new GatewayRequest("POST", "/", "", Headers.of("Event", "user.created"), () -> slowBody));

            gateway.drain(Duration.ofMillis(1));
            slowBody.complete(new byte[0]);

            assertThat(get(reply).status()).isEqualTo(503);
        }
    }

    @Test
    void d28AProviderThatThrowsAnErrorDoesNotStopItsLane() throws Exception {
        FunctionSpec function =
                new FunctionSpec("default", "f", broken.type(), ProviderConfig.of("any", "thing"), Map.of());
        try (EventGateway gateway = gateway(function, broken)) {
            assertThat(get(gateway.emit(ADA)).status()).isEqualTo(202);
            assertThat(get(gateway.emit(ADA)).status()).isEqualTo(202);

            await().until(() -> calls.get() == 2);
            assertThat(gateway.drain(Duration.ofSeconds(30))).isZero();
        }
    }

    private static EventGateway gateway(FunctionSpec function, FunctionProvider provider) {
        EventGateway gateway = EventGateway.builder()
                .store(KvStore.inMemory())
                .provider(provider)
                .function("handler", event -> GatewayReply.accepted())
                .open();
        gateway.functions().create(function);
        gateway.eventTypes().create(EventType.of("user.created"));
        gateway.subscriptions()
                .create(Subscription.async("user.created", function.functionId())
                        .withRetry(Retry.DEFAULT.withAttempts(1)));
        return gateway;
    }

    private static Headers headers(Map<String, String> all) {
        Headers.Builder headers = Headers.builder();
        all.forEach(headers::add);
        return headers.build();
    }

    private static GatewayReply get(CompletionStage<GatewayReply> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
