package dev.eventgateway.function;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every provider of type {@code http} must do with functions that fail, each in its own way. */
public abstract class HttpFunctionFaultContract {

    static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final List<AutoCloseable> opened = new ArrayList<>();

    /**
     * {@return a new provider}
     *
     * @param timeout how long a call may take in all
     * @param room how many calls may be under way or wait at once, give or take a few
     */
    protected abstract FunctionProvider open(Duration timeout, int room);

    @AfterEach
    final void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    final FunctionProvider provider(Duration timeout) {
        return provider(timeout, 1_000);
    }

    final FunctionProvider provider(Duration timeout, int room) {
        FunctionProvider provider = open(timeout, room);
        opened.add(provider);
        return provider;
    }

    final RawFunction function(RawFunction.Behaviour behaviour) throws IOException {
        RawFunction function = RawFunction.serving(behaviour);
        opened.add(function);
        return function;
    }

    final RawFunction answering(String answer) throws IOException {
        RawFunction function = RawFunction.answering(answer);
        opened.add(function);
        return function;
    }

    static FunctionCall call() {
        return new FunctionCall(Event.of("test.event", "text/plain", "hello"));
    }

    static CompletableFuture<FunctionReply> start(FunctionProvider provider, String url) {
        return provider.open(FunctionSpec.http("f", url)).invoke(call()).toCompletableFuture();
    }

    static String text(CompletableFuture<FunctionReply> reply) {
        return new String(reply.orTimeout(60, TimeUnit.SECONDS).join().payload(), StandardCharsets.UTF_8);
    }

    static Kind failure(CompletableFuture<FunctionReply> reply) {
        return thrown(reply).kind();
    }

    static FunctionException thrown(CompletableFuture<FunctionReply> reply) {
        Throwable failure =
                catchThrowable(() -> reply.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(FunctionException.class);
        return (FunctionException) Objects.requireNonNull(failure.getCause());
    }

    @Test
    void aFunctionThatIsDownIsAConnectionFailure() throws IOException {
        RawFunction gone = RawFunction.answering(answer(200, "x"));
        gone.close();
        assertThat(failure(start(provider(LONG), gone.url("/")))).isEqualTo(Kind.CONNECTION);
    }

    @Test
    void aFunctionThatComesBackIsCalledAgain() throws IOException {
        AtomicInteger number = new AtomicInteger();
        RawFunction function = function(connection -> {
            connection.read();
            if (number.getAndIncrement() == 0) {
                connection.reset();
            } else {
                connection.write(answer(200, "back"));
            }
        });
        FunctionProvider provider = provider(LONG);
        assertThat(failure(start(provider, function.url("/")))).isEqualTo(Kind.CONNECTION);
        assertThat(text(start(provider, function.url("/")))).isEqualTo("back");
    }

    @Test
    void anUnknownHostIsAConnectionFailure() {
        assertThat(failure(start(provider(LONG), "http://no-such-host.invalid/")))
                .isEqualTo(Kind.CONNECTION);
    }

    @Test
    void aHostMayBeNamed() throws IOException {
        RawFunction function = answering(answer(200, "named"));
        String url = function.url("/").replace("127.0.0.1", "localhost");
        assertThat(text(start(provider(LONG), url))).isEqualTo("named");
    }

    @Test
    void aConnectionThatIsNotAcceptedIsGivenUp() throws IOException {
        try (FullPort full = new FullPort()) {
            assertThat(failure(start(provider(SHORT), full.url()))).isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void aFunctionThatHangsIsGivenUp() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        RawFunction silent = function(connection -> {
            connection.read();
            over.await();
        });
        RawFunction stuckInItsAnswer = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            over.await();
        });
        RawFunction stuckInItsHead = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nConte");
            over.await();
        });
        FunctionProvider provider = provider(SHORT);
        assertThat(failure(start(provider, silent.url("/")))).isEqualTo(Kind.TIMEOUT);
        assertThat(failure(start(provider, stuckInItsAnswer.url("/")))).isEqualTo(Kind.TIMEOUT);
        assertThat(failure(start(provider, stuckInItsHead.url("/")))).isEqualTo(Kind.TIMEOUT);
        over.countDown();
    }

    @Test
    void aCallMayHaveLessTimeThanOthers() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        RawFunction silent = function(connection -> {
            connection.read();
            over.await();
        });
        CompletableFuture<FunctionReply> reply = provider(LONG)
                .open(FunctionSpec.http("f", silent.url("/")))
                .invoke(call().within(Duration.ofMillis(100)))
                .toCompletableFuture();
        assertThat(failure(reply)).isEqualTo(Kind.TIMEOUT);
        over.countDown();
    }

    /** The time that others have tells when theirs is up. */
    @Test
    void aCallMayHaveMoreTimeThanOthers() throws IOException {
        CountDownLatch answerNow = new CountDownLatch(1);
        RawFunction slow = function(connection -> {
            connection.read();
            answerNow.await();
            connection.write(answer(200, "late"));
        });
        FunctionProvider provider = provider(SHORT);
        CompletableFuture<FunctionReply> patient = provider.open(FunctionSpec.http("f", slow.url("/")))
                .invoke(call().within(LONG))
                .toCompletableFuture();
        assertThat(failure(start(provider, slow.url("/")))).isEqualTo(Kind.TIMEOUT);
        answerNow.countDown();
        assertThat(text(patient)).isEqualTo("late");
    }

    @Test
    void aFunctionThatDripsItsAnswerIsGivenUp() throws IOException {
        RawFunction dripping = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            for (int each = 0; each < 1_000; each++) {
                connection.write("x");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        assertThat(failure(start(provider(SHORT), dripping.url("/")))).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void anAnswerThatBreaksOffIsAConnectionFailure() throws IOException {
        FunctionProvider provider = provider(LONG);
        for (String part : List.of(
                "",
                "HTTP/1.1 200 OK\r\nConte",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc")) {
            RawFunction ending = function(connection -> {
                connection.read();
                connection.write(part);
            });
            RawFunction resetting = function(connection -> {
                connection.read();
                connection.write(part);
                connection.reset();
            });
            assertThat(failure(start(provider, ending.url("/")))).as(part).isEqualTo(Kind.CONNECTION);
            assertThat(failure(start(provider, resetting.url("/")))).as(part).isEqualTo(Kind.CONNECTION);
        }
    }

    @Test
    void whatIsNoHttpIsAFailure() throws IOException {
        FunctionProvider provider = provider(LONG);
        for (String garbage : List.of(
                "220 mail.example.com ESMTP\r\n\r\n",
                "HTTP/1.1 two hundred OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "\u0000\u0001\u0002\u0003")) {
            RawFunction function = function(connection -> {
                connection.read();
                connection.write(garbage);
            });
            assertThat(failure(start(provider, function.url("/")))).as(garbage).isIn(Kind.CONNECTION, Kind.BAD_ANSWER);
        }
    }

    @Test
    void d27AnAnswerThatIsTooLargeIsCutOff() throws IOException {
        FunctionProvider provider = provider(LONG);
        RawFunction announcing = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n");
            flood(connection, "x".repeat(8192));
        });
        RawFunction endless = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            flood(connection, "2000\r\n" + "x".repeat(8192) + "\r\n");
        });
        assertThat(failure(start(provider, announcing.url("/")))).isEqualTo(Kind.BAD_ANSWER);
        assertThat(failure(start(provider, endless.url("/")))).isEqualTo(Kind.BAD_ANSWER);
    }

    private static void flood(RawFunction.Connection connection, String piece) throws IOException {
        for (int sent = 0; sent < 10_000; sent++) {
            connection.write(piece);
        }
    }

    @Test
    void aFunctionThatRefusesBeforeItHasReadIsAFailure() throws IOException {
        RawFunction refusing = function(connection -> {
            connection.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            connection.endAndAwait();
        });
        Event large = Event.of("test.event", "text/plain", "z".repeat(5_000_000));
        CompletableFuture<FunctionReply> reply = provider(LONG)
                .open(FunctionSpec.http("f", refusing.url("/")))
                .invoke(new FunctionCall(large))
                .toCompletableFuture();
        assertThat(failure(reply)).isIn(Kind.BAD_ANSWER, Kind.CONNECTION);
    }
}
