package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.upstream.RawHttp2Function.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of calls that share a connection. The function keeps the ledger: nothing may reach it twice. */
class Http2CallsTest extends Http2Calls {

    @Test
    void callsThatAreMadeAtOnceShareOneConnection() throws Exception {
        RawHttp2Function.Behaviour allAtOnce = connection -> {
            List<Request> all = new ArrayList<>();
            while (all.size() < 40) {
                all.add(connection.request());
            }
            for (Request each : all) {
                connection.answer(each.stream(), path(each));
            }
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(allAtOnce)) {
            List<CompletableFuture<FunctionReply>> replies = IntStream.range(0, 40)
                    .mapToObj(number -> call(function, "/" + number))
                    .toList();

            for (int number = 0; number < 40; number++) {
                assertThat(text(replies.get(number))).isEqualTo("/" + number);
            }
            assertThat(function.connections()).isEqualTo(1);
        }
    }

    @Test
    void neverAreMoreCallsUnderWayThanTheFunctionAllows() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RawHttp2Function.Behaviour three = connection -> {
            connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 3);
            while (true) {
                List<Request> all = new ArrayList<>();
                while (all.size() < 3) {
                    all.add(connection.request());
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                }
                for (Request each : all) {
                    open.decrementAndGet();
                    connection.answer(each.stream(), path(each));
                }
            }
        };
        limit(3, PATIENCE);
        try (RawHttp2Function function = function(three)) {
            List<CompletableFuture<FunctionReply>> replies = IntStream.range(0, 30)
                    .mapToObj(number -> call(function, "/" + number))
                    .toList();

            for (int number = 0; number < 30; number++) {
                assertThat(text(replies.get(number))).isEqualTo("/" + number);
            }
            assertThat(most).hasValue(3);
            assertThat(function.connections()).isEqualTo(1);
        }
    }

    @Test
    void moreConnectionsAreOpenedIfOneDoesNotDo() throws Exception {
        CountDownLatch all = new CountDownLatch(6);
        RawHttp2Function.Behaviour two = connection -> {
            connection.greet(RawHttp2Function.MAX_CONCURRENT_STREAMS, 2);
            Request first = connection.request();
            all.countDown();
            Request second = connection.request();
            all.countDown();
            all.await();
            connection.answer(first.stream(), "x");
            connection.answer(second.stream(), "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(two)) {
            List<CompletableFuture<FunctionReply>> replies = IntStream.range(0, 6)
                    .mapToObj(number -> call(function, "/" + number))
                    .toList();

            assertThat(replies).allSatisfy(each -> assertThat(text(each)).isEqualTo("x"));
            assertThat(function.connections()).isEqualTo(3);
        }
    }

    @Test
    void aResetOfOneCallLeavesTheOthersAlone() throws Exception {
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request first = connection.request();
            Request second = connection.request();
            connection.reset(first.stream(), RawHttp2Function.CANCEL);
            connection.answer(second.stream(), path(second));
            echo(connection);
        };
        try (RawHttp2Function function = function(behaviour)) {
            CompletableFuture<FunctionReply> first = call(function, "/1");
            CompletableFuture<FunctionReply> second = call(function, "/2");

            assertThat(failure(first)).isEqualTo(Kind.CONNECTION);
            assertThat(text(second)).isEqualTo("/2");
            assertThat(text(call(function, "/3"))).isEqualTo("/3");
            assertThat(function.connections()).isEqualTo(1);
            assertThat(function.requests()).hasSize(3);
        }
    }

    @Test
    void aCallThatTheFunctionRefusedIsMadeAgain() throws Exception {
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request first = connection.request();
            connection.reset(first.stream(), RawHttp2Function.REFUSED);
            echo(connection);
        };
        try (RawHttp2Function function = function(behaviour)) {
            assertThat(text(call(function, "/1"))).isEqualTo("/1");
            assertThat(function.requests()).hasSize(2);
        }
    }

    @Test
    void aFunctionThatGoesAwayAnswersWhatItHasSeenAndTheRestIsMadeAgain() throws Exception {
        AtomicInteger number = new AtomicInteger();
        RawHttp2Function.Behaviour goes = connection -> {
            if (number.getAndIncrement() > 0) {
                echo(connection);
                return;
            }
            Request first = connection.request();
            connection.request();
            connection.request();
            connection.goAway(first.stream());
            connection.answer(first.stream(), "seen");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(goes)) {
            CompletableFuture<FunctionReply> first = call(function, "/1");
            CompletableFuture<FunctionReply> second = call(function, "/2");
            CompletableFuture<FunctionReply> third = call(function, "/3");

            assertThat(text(first)).isEqualTo("seen");
            assertThat(text(second)).isEqualTo("/2");
            assertThat(text(third)).isEqualTo("/3");
            assertThat(function.asked("/1")).isEqualTo(1);
            assertThat(function.connections()).isEqualTo(2);
        }
    }

    @Test
    void whatAFunctionMayHaveSeenIsNotSentAgainWhenTheConnectionBreaks() throws Exception {
        AtomicInteger number = new AtomicInteger();
        RawHttp2Function.Behaviour breaks = connection -> {
            if (number.getAndIncrement() > 0) {
                echo(connection);
                return;
            }
            connection.request();
            connection.request();
            connection.cut();
        };
        try (RawHttp2Function function = function(breaks)) {
            CompletableFuture<FunctionReply> first = call(function, "/1");
            CompletableFuture<FunctionReply> second = call(function, "/2");

            assertThat(failure(first)).isEqualTo(Kind.CONNECTION);
            assertThat(failure(second)).isEqualTo(Kind.CONNECTION);
            assertThat(text(call(function, "/3"))).isEqualTo("/3");
            assertThat(function.requests()).hasSize(3);
        }
    }

    @Test
    void aTimeOutCancelsOneCallOnly() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request late = connection.request();
            Request other = connection.request();
            connection.number(RawHttp2Function.WINDOW_UPDATE, late.stream(), 1);
            RawHttp2Function.Frame reset = connection.next(RawHttp2Function.RESET);
            assertThat(reset.stream()).isEqualTo(late.stream());
            code.complete(reset.bytes().getInt());
            connection.answer(other.stream(), path(other));
            echo(connection);
        };
        try (RawHttp2Function function = function(behaviour)) {
            CompletableFuture<FunctionReply> late = call(function, "/late", Optional.of(Duration.ofMillis(300)));
            CompletableFuture<FunctionReply> other = call(function, "/other");

            assertThat(failure(late)).isEqualTo(Kind.TIMEOUT);
            assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(RawHttp2Function.CANCEL);
            assertThat(text(other)).isEqualTo("/other");
            assertThat(text(call(function, "/3"))).isEqualTo("/3");
            assertThat(function.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionOnWhichNothingComesAnyMoreTakesNoMoreCalls() throws Exception {
        AtomicInteger number = new AtomicInteger();
        RawHttp2Function.Behaviour silent = connection -> {
            if (number.getAndIncrement() > 0) {
                echo(connection);
                return;
            }
            connection.request();
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(silent)) {
            assertThat(failure(call(function, "/1", Optional.of(Duration.ofMillis(300)))))
                    .isEqualTo(Kind.TIMEOUT);
            assertThat(text(call(function, "/2"))).isEqualTo("/2");
            assertThat(function.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatIsIdleForTooLongIsClosed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            connection.body(request);
            connection.answer(request.stream(), "x");
            connection.awaitEnd();
            ended.countDown();
        };
        limit(50, Duration.ofMillis(300));
        try (RawHttp2Function function = function(behaviour)) {
            text(call(function, "/"));
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            text(call(function, "/"));
            assertThat(function.connections()).isEqualTo(2);
        }
    }
}
