package dev.eventgateway.server.upstream.http2;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.PipedServer;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** One connection to a server that is a pipe. */
class Http2ConnectionTest {

    private static final int MOST = 4;
    private static final byte[] OK = {(byte) 0x88};

    private final PipedServer server = new PipedServer();
    private final Http2Connection connection;

    Http2ConnectionTest() throws Exception {
        connection = on(() -> Http2Connection.open(
                server.client(), frame(Wire.SETTINGS, 0, 0), server.buffers(), MOST, new Opened()));
    }

    @AfterEach
    void stop() throws Exception {
        on(() -> {
            connection.close();
            return true;
        });
        server.close();
    }

    /** Does it on the I/O thread of the connection. */
    private <T> T on(Callable<T> task) throws Exception {
        return server.on(task);
    }

    private static ByteBuffer frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .flip();
    }

    private void say(int type, int flags, int stream, byte... payload) throws IOException {
        server.say(frame(type, flags, stream, payload));
    }

    private static byte[] numbers(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
        Arrays.stream(numbers).forEach(bytes::putInt);
        return bytes.array();
    }

    private static byte[] mostRequests(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(6 * values.length);
        Arrays.stream(values)
                .forEach(each ->
                        bytes.putShort((short) Wire.MAX_CONCURRENT_STREAMS).putInt(each));
        return bytes.array();
    }

    /** What will be there; a failure if it will not. */
    private static class Expected<T> extends CompletableFuture<T> {

        T now() throws Exception {
            return get(20, TimeUnit.SECONDS);
        }
    }

    private static final class Opened extends Expected<Connection> implements Connection.Opening {

        @Override
        public void opened(Connection connection) {
            complete(connection);
        }

        @Override
        public void failed(IOException failure) {
            completeExceptionally(failure);
        }
    }

    private static final class Answered extends Expected<AnswerHead> implements Exchange.Listener {

        @Override
        public void answered(Exchange exchange, AnswerHead head) {
            complete(head);
        }

        @Override
        public void failed(IOException failure) {
            completeExceptionally(failure);
        }

        @Override
        public void mayContinue(Exchange exchange) {}
    }

    private static RequestHead request() {
        return new RequestHead("POST", "x", "/", -1);
    }

    /** {@return null if it could not be begun} */
    private Http2Exchange begin(RequestHead head, Answered answer) throws Exception {
        return on(() -> (Http2Exchange) connection.begin(head, answer));
    }

    private Http2Exchange send(Answered answer) throws Exception {
        return requireNonNull(begin(request(), answer));
    }

    private Http2Exchange send() throws Exception {
        return send(new Answered());
    }

    /** Adds a header without a name, by force: of what Undertow's map takes nothing is known that cannot be packed. */
    @SuppressWarnings("unchecked")
    private static RequestHead unsendable(RequestHead head) throws ReflectiveOperationException {
        Field fields = RequestHead.class.getDeclaredField("fields");
        fields.setAccessible(true);
        ((List<String>) fields.get(head)).addAll(Arrays.asList(null, "x"));
        return head;
    }

    /** The same behind a body. */
    private static Headers unsendableTrailers() throws ReflectiveOperationException {
        Constructor<?> field = Class.forName(Headers.class.getName() + "$Field").getDeclaredConstructors()[0];
        Constructor<Headers> headers = Headers.class.getDeclaredConstructor(List.class);
        field.setAccessible(true);
        headers.setAccessible(true);
        return headers.newInstance(List.of(field.newInstance(null, List.of("x"))));
    }

    @Test
    void aHeadThatCannotBePackedIsTheEndOfTheConnection() throws Exception {
        Answered other = new Answered();
        send(other);

        assertThat(begin(unsendable(request()), new Answered())).isNull();
        assertThat(other).isCompletedExceptionally();
        assertThat(on(connection::isOpen)).isFalse();
    }

    @Test
    void trailersThatCannotBePackedAreTheEndOfTheConnection() throws Exception {
        Answered answer = new Answered();
        Http2Exchange exchange = send(answer);
        exchange.trailers(unsendableTrailers());

        assertThatThrownBy(() -> on(() -> {
                    exchange.request().shutdownWrites();
                    return true;
                }))
                .hasCauseInstanceOf(IOException.class);
        assertThat(answer).isCompletedExceptionally();
        assertThat(on(connection::isOpen)).isFalse();
    }

    @Test
    void whoseRequestIsRefusedKnowsThatBeforeTheConnectionIsGivenUp() throws Exception {
        assertThat(newsOfTheLast(frame(Wire.RST_STREAM, 0, 1, numbers(Wire.REFUSED_STREAM))))
                .containsExactly("failed", "closed");
    }

    @Test
    void whoseAnswerIsNoneKnowsThatBeforeTheConnectionIsGivenUp() throws Exception {
        assertThat(newsOfTheLast(frame(Wire.DATA, 0, 1, OK))).containsExactly("failed", "closed");
    }

    /** {@return what becomes of the last request of a connection, and of that, by such a frame} */
    private List<String> newsOfTheLast(ByteBuffer frame) throws Exception {
        List<String> news = new CopyOnWriteArrayList<>();
        Expected<Boolean> closed = new Expected<>();
        Answered answer = new Answered();
        CompletableFuture<Boolean> told =
                answer.handle((exchange, failure) -> news.add(failure == null ? "answered" : "failed"));
        send(answer);
        on(() -> {
            connection.whenClosed(() -> closed.complete(news.add("closed")));
            return true;
        });
        say(Wire.GOAWAY, 0, 0, numbers(1, Wire.NO_ERROR));
        server.say(frame);
        closed.now();
        assertThat(told.get(20, TimeUnit.SECONDS)).isTrue();
        return news;
    }

    @Test
    void onlyWhatIsOtherThanBeforeIsNews() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        on(() -> {
            connection.whenChanged(changes::incrementAndGet);
            return true;
        });
        for (int turn = 0; turn < 100; turn++) {
            say(Wire.SETTINGS, 0, 0, mostRequests(1, 2, 1, 2, 100));
        }
        answered();
        assertThat(changes).hasValue(0);

        say(Wire.SETTINGS, 0, 0, mostRequests(1, 2, 1, 2));
        answered();
        assertThat(changes).hasValue(1);
        assertThat(on(connection::most)).isEqualTo(2);
    }

    private void answered() throws Exception {
        Answered answer = new Answered();
        Http2Exchange exchange = send(answer);
        say(Wire.HEADERS, Wire.END_HEADERS | Wire.END_STREAM, exchange.id(), OK);
        answer.now();
        on(() -> {
            exchange.cancel();
            return true;
        });
    }

    @Test
    void aServerThatTakesNothingIsNotSentMoreThanIsHeldForIt() throws Exception {
        List<Boolean> begun = on(() -> {
            List<Boolean> all = new ArrayList<>();
            for (int number = 0; number < MOST; number++) {
                RequestHead large = request().add("x-large", "~".repeat(500_000));
                all.add(connection.begin(large, new Answered()) != null);
            }
            return all;
        });

        assertThat(begun).first().isEqualTo(true);
        assertThat(begun).last().isEqualTo(false);
        assertThat(on(connection::isOpen)).isFalse();
    }

    @Test
    void whatIsThereIsNotAtItsEndForABufferThatIsFull() throws Exception {
        Answered first = new Answered();
        Http2Exchange exchange = send(first);
        say(Wire.HEADERS, Wire.END_HEADERS, exchange.id(), OK);
        say(Wire.DATA, Wire.END_STREAM, exchange.id(), OK);
        Answered second = new Answered();
        Http2Exchange next = send(second);
        say(Wire.HEADERS, Wire.END_HEADERS, next.id(), OK);
        second.now();
        first.now();
        StreamSourceChannel source = exchange.answer();

        assertThat(on(() -> source.read(ByteBuffer.allocate(0)))).isZero();
        assertThat(on(() -> source.read(ByteBuffer.allocate(9)))).isEqualTo(1);
        assertThat(on(() -> source.read(ByteBuffer.allocate(9)))).isEqualTo(-1);
    }

    @Test
    void whoHasRoomMayEndOthersThatWaitForIt() throws Exception {
        ByteBuffer most = ByteBuffer.allocate(Wire.WINDOW);
        StreamSinkChannel first = send().request();
        await().until(() -> on(() -> {
            first.write(most);
            return !most.hasRemaining();
        }));
        Answered answer = new Answered();
        Http2Exchange second = send(answer);
        Http2Exchange third = send();
        on(() -> {
            third.request().getWriteSetter().set(StreamSinkChannel::suspendWrites);
            second.request().getWriteSetter().set(sink -> {
                sink.suspendWrites();
                third.cancel();
            });
            second.request().resumeWrites();
            third.request().resumeWrites();
            return true;
        });

        say(Wire.WINDOW_UPDATE, 0, 0, numbers(100));
        say(Wire.HEADERS, Wire.END_HEADERS, second.id(), OK);

        assertThat(answer.now().status()).isEqualTo(200);
    }

    @Test
    void whoStillWantsToWriteAfterTheEndOfTheRequestIsToldOnce() throws Exception {
        AtomicInteger told = new AtomicInteger();
        StreamSinkChannel sink = send().request();
        on(() -> {
            sink.getWriteSetter().set(ready -> told.incrementAndGet());
            sink.shutdownWrites();
            sink.resumeWrites();
            return true;
        });
        answered();

        assertThat(told).hasValue(1);
    }

    @Test
    void whatIsReadLaterIsReadOnce() throws Exception {
        Trickle trickle = new Trickle(server.client().getSourceChannel().getConduit());
        on(() -> {
            server.client().getSourceChannel().setConduit(trickle);
            return true;
        });
        say(0, 0, 0);

        assertThat(trickle.vain.now()).isLessThan(5);
    }

    /** Has something for a hundred turns, always a byte at a time; then counts how often somebody asks for more. */
    private final class Trickle extends AbstractStreamSourceConduit<StreamSourceConduit> {

        private final ByteBuffer bytes =
                ByteBuffer.wrap(frame(99, 0, 0, new byte[10_000]).array(), 0, 1_600);
        private final Expected<Integer> vain = new Expected<>();
        private int count;

        Trickle(StreamSourceConduit pipe) {
            super(pipe);
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            if (bytes.hasRemaining()) {
                to.put(bytes.get());
                return 1;
            }
            if (count++ == 0) {
                next.read(ByteBuffer.allocate(100));
                WorkerUtils.executeAfter(
                        server.client().getIoThread(), () -> vain.complete(count), 50, TimeUnit.MILLISECONDS);
            }
            return 0;
        }
    }
}
