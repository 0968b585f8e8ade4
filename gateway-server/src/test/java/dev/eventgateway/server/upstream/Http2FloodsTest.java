package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.server.upstream.RawHttp2Function.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Functions that send frame after frame. What each costs must not be more than it is worth. */
class Http2FloodsTest extends Http2Calls {

    private static final int MANY = 10_001;

    @Test
    void framesThatMoveNothingAreTheEndOfTheConnection() throws Exception {
        List<RawHttp2Function.Behaviour> floods = List.of(
                connection -> connection.send(RawHttp2Function.PING, 0, 0, new byte[8]),
                connection -> connection.send(RawHttp2Function.PING, RawHttp2Function.ACK, 0, new byte[8]),
                connection -> connection.send(RawHttp2Function.SETTINGS, 0, 0, new byte[0]),
                connection -> connection.send(RawHttp2Function.SETTINGS, RawHttp2Function.ACK, 0, new byte[0]),
                connection -> connection.data(3, 0, ""),
                connection -> connection.data(1, 0, "x"),
                connection -> connection.number(RawHttp2Function.WINDOW_UPDATE, 0, 1),
                connection -> connection.number(RawHttp2Function.WINDOW_UPDATE, 3, 1),
                connection -> connection.reset(1, 0),
                connection -> connection.goAway(3),
                connection -> connection.head(1, 0, ":status", "200"),
                connection -> connection.send(99, 0, 0, new byte[0]));
        for (RawHttp2Function.Behaviour each : floods) {
            flood(connection -> {
                Request first = connection.request();
                connection.answer(first.stream(), "x");
                connection.request();
                connection.head(3, 0, ":status", "200");
                repeat(each, connection);
            });
        }
    }

    @Test
    void anAnswerThatIsAnnouncedForEverIsTheEndOfTheConnection() throws Exception {
        flood(connection -> {
            connection.answer(connection.request().stream(), "x");
            connection.request();
            repeat(more -> more.head(3, 0, ":status", "103"), connection);
        });
    }

    @Test
    void aHeadThatNeverEndsIsTheEndOfTheConnection() throws Exception {
        flood(connection -> {
            connection.answer(connection.request().stream(), "x");
            connection.request();
            connection.send(RawHttp2Function.HEADERS, 0, 3, new byte[0]);
            repeat(more -> more.send(RawHttp2Function.CONTINUATION, 0, 3, new byte[0]), connection);
        });
    }

    private static void repeat(RawHttp2Function.Behaviour frame, RawHttp2Function.Connection connection)
            throws Exception {
        for (int count = 0; count < MANY; count++) {
            frame.serve(connection);
        }
    }

    private void flood(RawHttp2Function.Behaviour behaviour) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        RawHttp2Function.Behaviour toTheEnd = connection -> {
            try {
                behaviour.serve(connection);
                connection.awaitEnd();
            } finally {
                ended.countDown();
            }
        };
        try (RawHttp2Function function = function(toTheEnd)) {
            assertThat(text(call(function, "/"))).isEqualTo("x");
            assertThat(failure(call(function, "/"))).isEqualTo(Kind.CONNECTION);
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void framesThatMoveSomethingMayBeAsManyAsTheyWant() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        RawHttp2Function.Behaviour behaviour = connection -> {
            Request request = connection.request();
            connection.head(request.stream(), 0, ":status", "200");
            for (int count = 0; count < 2 * MANY; count++) {
                connection.data(request.stream(), 0, "xx");
                connection.send(RawHttp2Function.PING, RawHttp2Function.ACK, 0, new byte[8]);
            }
            connection.data(request.stream(), RawHttp2Function.END_STREAM, "");
            done.complete(null);
            connection.awaitEnd();
        };
        try (RawHttp2Function function = function(behaviour)) {
            assertThat(text(call(function, "/"))).hasSize(4 * MANY);
            done.join();
        }
    }
}
