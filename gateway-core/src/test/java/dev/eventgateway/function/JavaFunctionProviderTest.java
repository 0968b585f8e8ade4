package dev.eventgateway.function;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractComparableAssert;
import org.junit.jupiter.api.Test;

class JavaFunctionProviderTest {

    private static final Event EVENT = Event.of("user.created", "text/plain", "Ada");

    @Test
    void aRegisteredFunctionAnswers() throws Exception {
        try (JavaFunctionProvider provider = provider(event -> GatewayReply.of(200, "text/plain", event.type()))) {
            assertThat(call(provider, "handler").payload()).asString().isEqualTo("user.created");
        }
    }

    @Test
    void anUnknownHandlerIsUnavailable() {
        try (JavaFunctionProvider provider = provider(event -> GatewayReply.accepted())) {
            assertThatKind(provider, "other").isEqualTo(FunctionException.Kind.UNAVAILABLE);
            assertThat(provider.has(FunctionSpec.java("f", "other"))).isFalse();
            assertThat(provider.has(FunctionSpec.java("f", "handler"))).isTrue();
        }
    }

    @Test
    void whateverAFunctionThrowsIsItsFailure() {
        try (JavaFunctionProvider provider = provider(event -> {
            throw new IOException("disk");
        })) {
            assertThatKind(provider, "handler").isEqualTo(FunctionException.Kind.THREW);
        }
        try (JavaFunctionProvider provider = provider(event -> {
            throw new AssertionError("an Error");
        })) {
            assertThatKind(provider, "handler").isEqualTo(FunctionException.Kind.THREW);
        }
    }

    @Test
    void aFunctionThatDoesNotReturnTimesOut() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (JavaFunctionProvider provider = new JavaFunctionProvider(
                Map.of("handler", event -> {
                    never.await();
                    return GatewayReply.accepted();
                }),
                Duration.ofMillis(50),
                1)) {
            assertThatKind(provider, "handler").isEqualTo(FunctionException.Kind.TIMEOUT);
        }
    }

    /** The time that others have tells when theirs is up. */
    @Test
    void aCallMayHaveMoreTimeThanOthers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (JavaFunctionProvider provider = new JavaFunctionProvider(
                Map.of("handler", event -> {
                    release.await();
                    return GatewayReply.accepted();
                }),
                Duration.ofMillis(50),
                2)) {
            CompletableFuture<FunctionReply> patient = provider.open(FunctionSpec.java("f", "handler"))
                    .invoke(new FunctionCall(EVENT).within(Duration.ofSeconds(30)))
                    .toCompletableFuture();
            assertThatKind(provider, "handler").isEqualTo(FunctionException.Kind.TIMEOUT);
            release.countDown();
            assertThat(patient.get(30, TimeUnit.SECONDS).status()).isEqualTo(202);
        }
    }

    @Test
    void moreCallsThanThreadsAndQueueTakeAreSaturated() {
        CountDownLatch release = new CountDownLatch(1);
        try (JavaFunctionProvider provider = provider(event -> {
            release.await();
            return GatewayReply.accepted();
        })) {
            for (int i = 0; i < 1_000 + 4; i++) {
                var unused = provider.open(FunctionSpec.java("f", "handler")).invoke(new FunctionCall(EVENT));
            }
            assertThatKind(provider, "handler").isEqualTo(FunctionException.Kind.SATURATED);
            release.countDown();
        }
    }

    @Test
    void aFunctionThatDoesNotReturnIsNotFeltByOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        JavaFunction stuck = event -> {
            never.await();
            return GatewayReply.accepted();
        };
        JavaFunction quick = event -> GatewayReply.of(200, "text/plain", "quick");
        try (JavaFunctionProvider provider =
                new JavaFunctionProvider(Map.of("stuck", stuck, "quick", quick), Duration.ofSeconds(30), 1)) {
            var unused = provider.open(FunctionSpec.java("s", "stuck")).invoke(new FunctionCall(EVENT));

            assertThat(call(provider, "quick").payload()).asString().isEqualTo("quick");
        }
    }

    @Test
    void aDocumentWithoutHandlerIsRefused() {
        try (JavaFunctionProvider provider = provider(event -> GatewayReply.accepted())) {
            assertThatThrownBy(() -> provider.check(ProviderConfig.of(Map.of())))
                    .isInstanceOf(InvalidProviderException.class)
                    .hasMessageContaining("handler");
        }
    }

    private static JavaFunctionProvider provider(JavaFunction function) {
        return new JavaFunctionProvider(Map.of("handler", function), Duration.ofSeconds(30), 4);
    }

    private static FunctionReply call(JavaFunctionProvider provider, String handler) throws Exception {
        return provider.open(FunctionSpec.java("f", handler))
                .invoke(new FunctionCall(EVENT))
                .toCompletableFuture()
                .get();
    }

    private static AbstractComparableAssert<?, FunctionException.Kind> assertThatKind(
            JavaFunctionProvider provider, String handler) {
        Throwable failure = catchThrowable(() -> call(provider, handler));
        assertThat(failure).hasCauseInstanceOf(FunctionException.class);
        return assertThat(((FunctionException) requireNonNull(failure.getCause())).kind());
    }
}
