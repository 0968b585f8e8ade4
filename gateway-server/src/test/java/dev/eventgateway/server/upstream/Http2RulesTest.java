package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.upstream.RawHttp2Function.Connection;
import dev.eventgateway.server.upstream.RawHttp2Function.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is allowed by HTTP/2, and what is not. */
class Http2RulesTest extends Http2Calls {

    @Test
    void aRequestIsAsHttp2WantsIt() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            body.complete(connection.body(request));
            connection.answer(request.stream(), "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            text(call(function, "/a%2Fb?q=1"));

            assertThat(function.requests().get(0).headers())
                    .containsEntry(":method", "POST")
                    .containsEntry(":scheme", "https")
                    .containsEntry(":authority", function.url("").substring("https://".length()))
                    .containsEntry(":path", "/a%2Fb?q=1")
                    .containsEntry(
                            "content-length", Integer.toString(body.join().length()))
                    .containsEntry("user-agent", "event-gateway")
                    .containsOnlyKeys(
                            ":method",
                            ":scheme",
                            ":authority",
                            ":path",
                            "content-length",
                            "content-type",
                            "user-agent");
            assertThat(body.join()).contains("test.event");
        }
    }

    @Test
    void aHeadInSeveralFramesIsOneHead() throws Exception {
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            byte[] block = RawHttp2Function.block(":status", "200", "x-long", "x".repeat(20_000));
            connection.send(RawHttp2Function.HEADERS, 0, request.stream(), Arrays.copyOf(block, 3));
            connection.send(RawHttp2Function.CONTINUATION, 0, request.stream(), Arrays.copyOfRange(block, 3, 10_000));
            connection.send(
                    RawHttp2Function.CONTINUATION,
                    RawHttp2Function.END_HEADERS,
                    request.stream(),
                    Arrays.copyOfRange(block, 10_000, block.length));
            connection.data(request.stream(), RawHttp2Function.END_STREAM, "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            assertThat(text(call(function, "/"))).isEqualTo("x");
        }
    }

    @Test
    void interimAnswersAreNotTheAnswer() throws Exception {
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            connection.head(request.stream(), 0, ":status", "100");
            connection.head(request.stream(), 0, ":status", "103", "link", "</style.css>");
            connection.answer(request.stream(), "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            assertThat(text(call(function, "/"))).isEqualTo("x");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestIsAnAnswer() throws Exception {
        RawHttp2Function.Behaviour early = connection -> {
            connection.greet(RawHttp2Function.INITIAL_WINDOW_SIZE, 0);
            Request request = connection.request();
            connection.answer(request.stream(), path(request));
            connection.reset(request.stream(), RawHttp2Function.NO_ERROR);
            request = connection.request();
            connection.answer(request.stream(), path(request));
            assertThat(connection.next(RawHttp2Function.RESET).stream()).isEqualTo(request.stream());
            connection.number(RawHttp2Function.WINDOW_UPDATE, request.stream(), 1_000);
            connection.send(RawHttp2Function.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 127, 127});
            echo(connection);
        };
        try (RawHttp2Function function = function(early)) {
            assertThat(text(call(function, "/1"))).isEqualTo("/1");
            assertThat(text(call(function, "/2"))).isEqualTo("/2");
            assertThat(text(call(function, "/3"))).isEqualTo("/3");
            assertThat(function.connections()).isEqualTo(1);
        }
    }

    @Test
    void aWindowThatIsWidenedLaterLetsTheBodyThrough() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        RawHttp2Function.Behaviour narrow = connection -> {
            connection.greet(RawHttp2Function.INITIAL_WINDOW_SIZE, 1);
            Request request = connection.request();
            body.complete(connection.body(request));
            connection.answer(request.stream(), "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(narrow)) {
            assertThat(text(call(function, "/"))).isEqualTo("x");
            assertThat(body.join())
                    .hasSize(Integer.parseInt(
                            function.requests().get(0).headers().get("content-length")));
        }
    }

    @Test
    void whatIsWrongInOneAnswerIsTheFailureOfThatCall() throws Exception {
        List<RawHttp2Function.Behaviour> wrong = new ArrayList<>();
        answering(wrong, ":status", "200", "content-length", "3");
        answering(wrong, ":status", "200", "content-length", "1");
        answering(wrong, ":status", "200", "content-length", "2", "content-length", "2");
        answering(wrong, ":status", "200", "content-length", "2, 2");
        answering(wrong, ":status", "200", "content-length", "-2");
        answering(wrong, ":status", "200", "transfer-encoding", "chunked");
        answering(wrong, ":status", "200", "connection", "close");
        answering(wrong, ":status", "200", "X-Upper", "x");
        answering(wrong, ":status", "200", "x-split", "a\r\nb: c");
        answering(wrong, ":status", "200", "x split", "x");
        answering(wrong, ":status", "200", ":path", "/");
        answering(wrong, ":status", "101");
        answering(wrong, ":status", "99");
        answering(wrong, ":status", "200", ":status", "200");
        answering(wrong, "x-no-status", "x");
        answering(wrong, ":status", "200", "x-large", "x".repeat(65_480));
        wrong.add(connection -> connection.data(1, RawHttp2Function.END_STREAM, "ok"));
        wrong.add(connection -> connection.head(1, RawHttp2Function.END_STREAM, ":status", "100"));
        wrong.add(connection -> {
            connection.head(1, 0, ":status", "200");
            connection.head(1, 0, "x-trailer", "x");
        });
        for (RawHttp2Function.Behaviour each : wrong) {
            RawHttp2Function.Behaviour behaviour = connection -> {
                Request request = connection.request();
                Request other = connection.request();
                assertThat(request.stream()).isEqualTo(1);
                each.serve(connection);
                connection.answer(other.stream(), path(other));
                connection.awaitEnd();
            };
            try (RawHttp2Function function = function(behaviour)) {
                CompletableFuture<FunctionReply> reply = call(function, "/");
                CompletableFuture<FunctionReply> other = call(function, "/other");
                assertThat(failure(reply)).isEqualTo(Kind.CONNECTION);
                assertThat(text(other)).isEqualTo("/other");
            }
        }
    }

    private static void answering(List<RawHttp2Function.Behaviour> all, String... head) {
        all.add(connection -> {
            byte[] block = RawHttp2Function.block(head);
            int first = Math.min(block.length, 16_000);
            int flags = first == block.length ? RawHttp2Function.END_HEADERS : 0;
            connection.send(RawHttp2Function.HEADERS, flags, 1, Arrays.copyOf(block, first));
            for (int at = first; at < block.length; at += first) {
                int end = Math.min(block.length, at + first);
                flags = end == block.length ? RawHttp2Function.END_HEADERS : 0;
                connection.send(RawHttp2Function.CONTINUATION, flags, 1, Arrays.copyOfRange(block, at, end));
            }
            connection.data(1, RawHttp2Function.END_STREAM, "ok");
        });
    }

    @Test
    void whatBreaksTheRulesOfTheConnectionEndsIt() throws Exception {
        List<RawHttp2Function.Behaviour> wrong = List.of(
                connection -> connection.send(RawHttp2Function.PING, 0, 0, new byte[7]),
                connection -> connection.send(RawHttp2Function.PING, 0, 1, new byte[8]),
                connection -> connection.send(RawHttp2Function.SETTINGS, 0, 0, new byte[5]),
                connection -> connection.send(RawHttp2Function.SETTINGS, RawHttp2Function.ACK, 0, new byte[6]),
                connection -> connection.send(RawHttp2Function.GOAWAY, 0, 0, new byte[7]),
                connection -> connection.send(RawHttp2Function.RESET, 0, 1, new byte[3]),
                connection -> connection.number(RawHttp2Function.WINDOW_UPDATE, 0, 0),
                connection -> connection.number(RawHttp2Function.WINDOW_UPDATE, 0, Integer.MAX_VALUE),
                connection -> connection.number(RawHttp2Function.RESET, 99, 0),
                connection -> connection.answer(2, "unasked"),
                connection -> connection.send(RawHttp2Function.PUSH_PROMISE, 4, 1, new byte[4]),
                connection -> connection.send(RawHttp2Function.HEADERS, 4, 1, new byte[] {(byte) 0xff, 0x7f}),
                connection -> connection.send(RawHttp2Function.HEADERS, 4, 1, new byte[] {(byte) 0x88, 0x10, 5, 'x'}),
                connection -> connection.send(RawHttp2Function.HEADERS, 4, 1, new byte[] {0x3f, (byte) 0xff}),
                connection -> connection.send(RawHttp2Function.CONTINUATION, 4, 1, new byte[0]),
                connection -> connection.send(RawHttp2Function.DATA, 8, 1, new byte[] {9, 0}),
                connection -> connection.send(RawHttp2Function.DATA, 0, 1, new byte[16_385]));
        for (RawHttp2Function.Behaviour each : wrong) {
            CountDownLatch ended = new CountDownLatch(1);
            RawHttp2Function.Behaviour behaviour = connection -> {
                connection.request();
                each.serve(connection);
                connection.awaitEnd();
                ended.countDown();
            };
            try (RawHttp2Function function = function(behaviour)) {
                assertThat(failure(call(function, "/"))).isEqualTo(Kind.CONNECTION);
                assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(function.requests()).hasSize(1);
            }
        }
    }

    @Test
    void aFunctionThatChoosesHttp2AndDoesNotSpeakItIsAConnectionFailure() throws Exception {
        List<RawHttp2Function.Behaviour> wrong = List.of(
                Connection::cut,
                connection -> connection.send(RawHttp2Function.PING, 0, 0, new byte[8]),
                connection -> connection.send('H' << 16 | 'T' << 8 | 'T', 'P', 0, new byte[100]));
        for (RawHttp2Function.Behaviour each : wrong) {
            try (RawHttp2Function function = function(each)) {
                assertThat(failure(call(function, "/"))).isEqualTo(Kind.CONNECTION);
            }
        }
    }

    @Test
    void aPingIsAnswered() throws Exception {
        CompletableFuture<String> echoed = new CompletableFuture<>();
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            connection.send(RawHttp2Function.PING, 0, 0, "abcdefgh".getBytes(StandardCharsets.US_ASCII));
            echoed.complete(connection.next(RawHttp2Function.PING).payload());
            connection.answer(request.stream(), "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            call(function, "/").join();
            assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo("abcdefgh");
        }
    }

    @Test
    void paddingIsGivenBackAtOnce() throws Exception {
        byte[] padding = new byte[250];
        padding[0] = (byte) 249;
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            connection.head(request.stream(), 0, ":status", "200");
            for (int count = 0; count < 200; count++) {
                connection.send(RawHttp2Function.DATA, 8, request.stream(), padding);
            }
            while (connection.next(RawHttp2Function.WINDOW_UPDATE).stream() != request.stream()) {
                // That of the connection comes first.
            }
            connection.data(request.stream(), RawHttp2Function.END_STREAM, "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            assertThat(text(call(function, "/"))).isEqualTo("x");
        }
    }

    @Test
    void noWindowGrowsByNothing() throws Exception {
        limit(1, PATIENCE);
        CompletableFuture<Integer> settings = new CompletableFuture<>();
        CompletableFuture<Integer> then = new CompletableFuture<>();
        RawHttp2Function.Behaviour behaviour = connection -> {
            connection.greet();
            settings.complete(connection.next().type());
            then.complete(connection.next().type());
            connection.answer(connection.request().stream(), "x");
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            assertThat(text(call(function, "/"))).isEqualTo("x");
            assertThat(settings.join()).isEqualTo(RawHttp2Function.SETTINGS);
            assertThat(then.join()).isNotEqualTo(RawHttp2Function.WINDOW_UPDATE);
        }
    }
}
