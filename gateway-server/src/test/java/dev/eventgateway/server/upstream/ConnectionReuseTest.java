package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.function.RawFunction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionReuseTest {

    private static final Duration IDLE = Duration.ofMillis(300);

    private final OneThread upstream;

    ConnectionReuseTest() throws Exception {
        Duration long30 = Duration.ofSeconds(30);
        upstream = new OneThread(new UpstreamLimits(4, 4, long30, long30, IDLE, 1_000_000, long30));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private static CompletableFuture<FunctionReply> call(Invoker invoker) {
        return invoker.invoke(new FunctionCall(Event.of("test.event"))).toCompletableFuture();
    }

    private Invoker invoker(RawFunction function) {
        return upstream.invoker(function.url("/"));
    }

    @Test
    void aCallOfWhichNothingWasSentIsSentOnAnotherConnection() throws Exception {
        AtomicInteger number = new AtomicInteger();
        CountDownLatch resetNow = new CountDownLatch(1);
        CountDownLatch isReset = new CountDownLatch(1);
        RawFunction.Behaviour behaviour = connection -> {
            boolean first = number.getAndIncrement() == 0;
            while (connection.read()) {
                connection.write(RawFunction.answer(200, "x"));
                if (first) {
                    resetNow.await();
                    connection.reset();
                    isReset.countDown();
                    return;
                }
            }
        };
        try (RawFunction function = RawFunction.serving(behaviour)) {
            Invoker invoker = invoker(function);
            call(invoker).join();
            CompletableFuture<FunctionReply> second = CompletableFuture.completedFuture(invoker)
                    .thenComposeAsync(
                            known -> {
                                // The thread is busy, so it cannot notice the reset before it makes the call.
                                resetNow.countDown();
                                awaitUninterruptibly(isReset);
                                return call(known);
                            },
                            upstream.thread());
            assertThat(second.join().payload()).asString().isEqualTo("x");
            assertThat(function.connections()).isEqualTo(2);
            assertThat(function.requests()).hasSize(2);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void aConnectionThatIsIdleForTooLongIsClosed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        RawFunction.Behaviour behaviour = connection -> {
            while (connection.read()) {
                connection.write(RawFunction.answer(200, "x"));
            }
            ended.countDown();
        };
        try (RawFunction function = RawFunction.serving(behaviour)) {
            Invoker invoker = invoker(function);
            call(invoker).join();
            ended.await();
            assertThat(call(invoker).join().payload()).asString().isEqualTo("x");
            assertThat(function.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionIsKeptASecondLessThanTheFunctionAnnounces() {
        Duration most = Duration.ofSeconds(30);
        assertThat(KeepAlive.of(Headers.none(), most)).isEqualTo(most);
        assertThat(KeepAlive.of(announced("timeout=5"), most)).isEqualTo(Duration.ofSeconds(4));
        assertThat(KeepAlive.of(announced("max=3, Timeout=60"), most)).isEqualTo(most);
        assertThat(KeepAlive.of(announced("timeout=1"), most)).isZero();
        assertThat(KeepAlive.of(announced("timeout=soon"), most)).isEqualTo(most);
    }

    private static Headers announced(String value) {
        return Headers.of("Keep-Alive", value);
    }

    @Test
    void addressesOfAllKindsAreUnderstood() {
        assertThat(target("http://h"))
                .isEqualTo(new Target(new Target.Origin(false, "h", 80, Optional.empty()), "h", "/"));
        assertThat(target("https://h/a%2Fb?q=%20"))
                .isEqualTo(new Target(new Target.Origin(true, "h", 443, Optional.empty()), "h", "/a%2Fb?q=%20"));
        assertThat(target("HTTP://[::1]:8080?q"))
                .isEqualTo(new Target(new Target.Origin(false, "::1", 8080, Optional.empty()), "[::1]:8080", "/?q"));
    }

    private static Target target(String url) {
        return Target.of(FunctionSpec.http("f", url));
    }
}
