package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.function.Protection;
import dev.eventgateway.function.Protection.CircuitBreaker;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Functions with a {@link Protection}, in a gateway of their own. */
abstract class ProtectedFunctionScenes {

    static final String SPACE = "default";
    static final TimeSpan HOUR = new TimeSpan("1h");
    static final TimeSpan SHORT = new TimeSpan("50ms");
    static final GatewayReply TAKEN = GatewayReply.accepted();
    static final JavaFunction TAKING = event -> TAKEN;
    static final JavaFunction BROKEN = event -> {
        throw new IllegalStateException("down");
    };
    static final Retry SOON =
            Retry.DEFAULT.withDelays(new TimeSpan("1ms"), new TimeSpan("2ms")).withAttempts(100);

    static Event event(String text) {
        return Event.of("user.created", "text/plain", text);
    }

    static Protection opensAtOnce(TimeSpan delay) {
        return Protection.NONE.withCircuitBreaker(
                new CircuitBreaker(Optional.of(1.0), Optional.of(1), Optional.of(delay), Optional.empty()));
    }

    static Scene scene(JavaFunction function, Protection protection) {
        return scene(Map.of("f", function), protection, DeliveryLimits.DEFAULT);
    }

    static Scene scene(Map<String, JavaFunction> functions, Protection protection, DeliveryLimits limits) {
        Scene scene = new Scene(functions, limits, Duration.ofSeconds(30));
        functions.keySet().stream().filter(each -> !each.equals("f")).forEach(each -> scene.function(SPACE, each));
        return scene.function(SPACE, "f", protection).type(SPACE, "user.created");
    }

    static CompletionStage<GatewayReply> send(Scene scene, String text) {
        return scene.gateway().emit(event(text));
    }

    /** Fails one event, which then rests for an hour, so that the breaker is open. */
    static void open(Scene scene) throws Exception {
        assertThat(scene.emit(event("first")).status()).isEqualTo(202);
        await().until(() -> scene.gateway().status().openCircuits().size() == 1
                && scene.gateway().status().running() == 0);
    }

    static Retry late() {
        return Retry.DEFAULT.withDelays(HOUR, HOUR).withMaxAge(new TimeSpan("24h"));
    }
}
