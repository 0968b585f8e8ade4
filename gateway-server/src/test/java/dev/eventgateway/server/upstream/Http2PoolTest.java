package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.upstream.RawHttp2Function.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which connection a call gets, and when there is another one. */
class Http2PoolTest extends Http2Calls {

    @Test
    void whatWaitsBehindAFunctionThatGoesAwayIsServedElsewhereAsSoonAsThereIsRoom() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        RawHttp2Function.Behaviour goes = connection -> {
            if (number.getAndIncrement() > 0) {
                echo(connection);
            }
            Request first = connection.request();
            Request second = connection.request();
            connection.goAway(second.stream());
            connection.answer(first.stream(), path(first));
            end.await();
            connection.answer(second.stream(), path(second));
            connection.awaitEnd();
        };
        limit(2, PATIENCE);
        try (RawHttp2Function function = function(goes)) {
            List<CompletableFuture<FunctionReply>> replies = calls(function, 3);

            assertThat(text(replies.get(0))).isEqualTo("/0");
            assertThat(text(replies.get(2))).isEqualTo("/2");
            assertThat(replies.get(1)).isNotDone();
            end.countDown();
            assertThat(text(replies.get(1))).isEqualTo("/1");
        }
    }

    @Test
    void aFunctionThatTakesNoCallsNowIsWaitedForOnOneConnection() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        RawHttp2Function.Behaviour later = connection -> {
            connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 0);
            open.await();
            connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 10);
            echo(connection);
        };
        try (RawHttp2Function function = function(later)) {
            CompletableFuture<FunctionReply> late = call(function, "/late", Optional.of(Duration.ofMillis(200)));
            assertThat(failure(late)).isEqualTo(Kind.TIMEOUT);
            CompletableFuture<FunctionReply> next = call(function, "/next");
            open.countDown();

            assertThat(text(next)).isEqualTo("/next");
            assertThat(function.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatNobodyUsesEndsThoughItHasNoRoom() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        RawHttp2Function.Behaviour none = connection -> {
            connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 0);
            connection.awaitEnd();
            ended.countDown();
        };
        limit(50, Duration.ofMillis(100));
        try (RawHttp2Function function = function(none)) {
            assertThat(failure(call(function, "/1", Optional.of(Duration.ofMillis(200)))))
                    .isEqualTo(Kind.TIMEOUT);

            await().until(() -> ended.getCount() == 0);
        }
    }

    @Test
    void aFunctionThatHangsUpBeforeAnyCallFailsThoseThatWait() throws Exception {
        RawHttp2Function.Behaviour hangsUp = connection -> connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 0);
        try (RawHttp2Function function = function(hangsUp)) {
            assertThat(calls(function, 5))
                    .allSatisfy(each -> assertThat(failure(each)).isEqualTo(Kind.CONNECTION));
        }
    }

    @Test
    void moreConnectionsDoNotMakeForMoreCallsAtOnce() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BlockingQueue<Answer> unanswered = new LinkedBlockingQueue<>();
        RawHttp2Function.Behaviour three = connection -> {
            connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 3);
            while (true) {
                Request request = connection.request();
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                unanswered.add(() -> connection.answer(request.stream(), path(request)));
            }
        };
        limit(4, PATIENCE);
        try (RawHttp2Function function = function(three)) {
            List<CompletableFuture<FunctionReply>> replies = calls(function, 40);
            await().until(() -> unanswered.size() >= 4);
            for (int answered = 0; answered < 40; answered++) {
                Answer next = Objects.requireNonNull(unanswered.poll(20, TimeUnit.SECONDS));
                open.decrementAndGet();
                next.send();
            }

            assertThat(replies).allSatisfy(each -> assertThat(text(each)).startsWith("/"));
            assertThat(most).hasValue(4);
            assertThat(function.connections()).isEqualTo(2);
        }
    }

    private interface Answer {
        void send() throws IOException;
    }

    private List<CompletableFuture<FunctionReply>> calls(RawHttp2Function function, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> call(function, "/" + number))
                .toList();
    }
}
