package dev.eventgateway.function;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every provider of type {@code http} must do with functions of every kind, good and bad. */
public abstract class HttpFunctionContract {

    private static final Duration LONG = Duration.ofSeconds(30);
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

    private FunctionProvider provider(Duration timeout) {
        return provider(timeout, 1_000);
    }

    private FunctionProvider provider(Duration timeout, int room) {
        FunctionProvider provider = open(timeout, room);
        opened.add(provider);
        return provider;
    }

    private RawFunction function(RawFunction.Behaviour behaviour) throws IOException {
        RawFunction function = RawFunction.serving(behaviour);
        opened.add(function);
        return function;
    }

    private RawFunction answering(String answer) throws IOException {
        RawFunction function = RawFunction.answering(answer);
        opened.add(function);
        return function;
    }

    private static FunctionCall call() {
        return new FunctionCall(Event.of("test.event", "text/plain", "hello"));
    }

    private static CompletableFuture<FunctionReply> start(FunctionProvider provider, String url) {
        return provider.open(FunctionSpec.http("f", url)).invoke(call()).toCompletableFuture();
    }

    private static String text(CompletableFuture<FunctionReply> reply) {
        return new String(reply.orTimeout(60, TimeUnit.SECONDS).join().payload(), StandardCharsets.UTF_8);
    }

    private static Kind failure(CompletableFuture<FunctionReply> reply) {
        Throwable failure =
                catchThrowable(() -> reply.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(FunctionException.class);
        return ((FunctionException) Objects.requireNonNull(failure.getCause())).kind();
    }

    @Test
    void theEventIsPostedAndTheAnswerPassedOn() throws IOException {
        RawFunction function = answering(answer(200, "{\"body\":\"hi\"}"));
        FunctionCall call = call();
        FunctionReply reply = provider(LONG)
                .open(FunctionSpec.http("f", function.url("/a%2Fb?c=%20d")))
                .invoke(call)
                .toCompletableFuture()
                .join();
        assertThat(reply.payload()).asString().isEqualTo("{\"body\":\"hi\"}");
        RawFunction.Request request = function.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /a%2Fb?c=%20d HTTP/1.1");
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents+json");
        assertThat(function.url("")).endsWith(request.header("Host"));
        assertThat(request.body()).isEqualTo(call.payload());
    }

    @Test
    void anAddressWithoutPathMeansTheRoot() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        text(start(provider, function.url("")));
        text(start(provider, function.url("?q=1")));
        assertThat(function.requests())
                .extracting(RawFunction.Request::line)
                .containsExactly("POST / HTTP/1.1", "POST /?q=1 HTTP/1.1");
    }

    @Test
    void anAnswerMayBeEmpty() throws IOException {
        FunctionProvider provider = provider(LONG);
        assertThat(text(start(
                        provider, answering("HTTP/1.1 204 No Content\r\n\r\n").url("/"))))
                .isEmpty();
        assertThat(text(start(provider, answering(answer(200, "")).url("/")))).isEmpty();
    }

    @Test
    void anAnswerMayComeInChunksOrEndWithTheConnection() throws IOException {
        FunctionProvider provider = provider(LONG);
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assertThat(text(start(provider, answering(chunked).url("/")))).isEqualTo("abcde");
        RawFunction closing = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\n\r\nabc");
            connection.write("de");
        });
        assertThat(text(start(provider, closing.url("/")))).isEqualTo("abcde");
        assertThat(text(start(provider, closing.url("/")))).isEqualTo("abcde");
    }

    @Test
    void aLargeEventAndALargeAnswerArriveWhole() throws IOException {
        String large = "z".repeat(5_000_000);
        RawFunction function = answering(answer(200, large));
        Event event = Event.of("test.event", "text/plain", large);
        FunctionReply reply = provider(LONG)
                .open(FunctionSpec.http("f", function.url("/")))
                .invoke(new FunctionCall(event))
                .toCompletableFuture()
                .join();
        assertThat(reply.payload()).hasSize(large.length());
        assertThat(function.requests().get(0).body()).isEqualTo(event.structured());
    }

    @Test
    void everyStatusButSuccessIsAFailureAndRedirectsAreNotFollowed() throws IOException {
        FunctionProvider provider = provider(LONG);
        RawFunction elsewhere = answering(answer(200, "elsewhere"));
        for (int status : new int[] {300, 404, 429, 500, 503}) {
            assertThat(failure(start(provider, answering(answer(status, "no")).url("/"))))
                    .isEqualTo(Kind.BAD_ANSWER);
        }
        String moved = "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url("/") + "\r\nContent-Length: 0\r\n\r\n";
        assertThat(failure(start(provider, answering(moved).url("/")))).isEqualTo(Kind.BAD_ANSWER);
        assertThat(elsewhere.requests()).isEmpty();
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
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> filling = new ArrayList<>();
            InetSocketAddress address = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
            boolean room = true;
            while (room) {
                Socket socket = new Socket();
                filling.add(socket);
                room = connects(socket, address);
            }
            assertThat(failure(start(provider(SHORT), "http://127.0.0.1:" + full.getLocalPort() + "/")))
                    .isEqualTo(Kind.TIMEOUT);
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    private static boolean connects(Socket socket, InetSocketAddress address) {
        try {
            socket.connect(address, 500);
            return true;
        } catch (IOException full) {
            return false;
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
    void anAnswerThatIsTooLargeIsCutOff() throws IOException {
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

    @Test
    void aConnectionIsUsedAgain() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        for (int number = 0; number < 50; number++) {
            text(start(provider, function.url("/")));
        }
        assertThat(function.requests()).hasSize(50);
        assertThat(function.connections()).isLessThan(10);
    }

    @Test
    void aConnectionThatTheFunctionClosedIsNotUsedAgain() throws IOException {
        AtomicInteger ended = new AtomicInteger();
        RawFunction function = function(connection -> {
            connection.read();
            connection.write(answer(200, "x"));
            connection.endAndAwait();
            ended.incrementAndGet();
        });
        FunctionProvider provider = provider(LONG);
        for (int number = 1; number <= 20; number++) {
            assertThat(text(start(provider, function.url("/")))).isEqualTo("x");
            int expected = number;
            Awaitility.await().until(() -> ended.get() == expected);
        }
    }

    @Test
    void aConnectionThatTheFunctionWantsClosedIsNotUsedAgain() throws IOException {
        RawFunction function = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
        });
        FunctionProvider provider = provider(LONG);
        for (int number = 0; number < 20; number++) {
            assertThat(text(start(provider, function.url("/")))).isEqualTo("x");
        }
    }

    @Test
    void twoHundredCallsAtOnceAreAllAnswered() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        List<CompletableFuture<FunctionReply>> replies = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            replies.add(start(provider, function.url("/")));
        }
        assertThat(replies).allSatisfy(reply -> assertThat(text(reply)).isEqualTo("x"));
        assertThat(function.requests()).hasSize(200);
    }

    @Test
    void moreCallsThanThereIsRoomForAreRefusedAtOnce() throws IOException {
        CountDownLatch answerNow = new CountDownLatch(1);
        RawFunction slow = function(connection -> {
            while (connection.read()) {
                answerNow.await();
                connection.write(answer(200, "x"));
            }
        });
        FunctionProvider provider = provider(LONG, 10);
        List<CompletableFuture<FunctionReply>> replies = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            replies.add(start(provider, slow.url("/")));
        }
        Awaitility.await()
                .until(() -> replies.stream()
                                .filter(CompletableFuture::isCompletedExceptionally)
                                .count()
                        >= 50);
        answerNow.countDown();
        int answered = 0;
        for (CompletableFuture<FunctionReply> reply : replies) {
            if (reply.handle((value, failure) -> failure == null).join()) {
                answered++;
            } else {
                assertThat(failure(reply)).isEqualTo(Kind.SATURATED);
            }
        }
        assertThat(answered).isGreaterThanOrEqualTo(5).isEqualTo(slow.requests().size());
    }

    @Test
    void aFunctionThatHangsIsNotFeltByOthers() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        RawFunction hanging = function(connection -> over.await());
        RawFunction quick = answering(answer(200, "quick"));
        FunctionProvider provider = provider(LONG);
        for (int number = 0; number < 100; number++) {
            CompletableFuture<FunctionReply> unanswered = start(provider, hanging.url("/"));
            assertThat(text(start(provider, quick.url("/")))).isEqualTo("quick");
            assertThat(unanswered).isNotDone();
        }
        over.countDown();
    }

    @Test
    void aClosedProviderCallsNobody() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = open(LONG, 10);
        assertThat(text(start(provider, function.url("/")))).isEqualTo("x");
        provider.close();
        provider.close();
        assertThat(failure(start(provider, function.url("/")))).isIn(Kind.UNAVAILABLE, Kind.CONNECTION);
    }

    @Test
    void onlyHttpAddressesPassTheCheck() {
        FunctionProvider provider = provider(LONG);
        for (String url : List.of("ftp://x/", "file:///etc/passwd", "x", "http://", "", "http://u:p@x/")) {
            assertThatThrownBy(() -> provider.check(ProviderConfig.of("url", url)))
                    .as(url)
                    .isInstanceOf(InvalidProviderException.class);
        }
        assertThat(provider.check(ProviderConfig.of("url", "https://x/")).text("url"))
                .contains("https://x/");
    }
}
