package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.ChannelPipe;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.Channels;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** One connection to a server that is a pipe: it takes whatever it is sent, and says what a test wants. */
class Http2ConnectionTest {

    private static final int MOST = 4;
    private static final byte[] OK = {(byte) 0x88};

    private final XnioWorker worker;
    private final StreamConnection client;
    private final StreamConnection server;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final Http2Connection connection;

    Http2ConnectionTest() throws Exception {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        ChannelPipe<StreamConnection, StreamConnection> pipe = worker.createFullDuplexPipeConnection();
        client = pipe.getLeftSide();
        server = pipe.getRightSide();
        server.getSourceChannel().getReadSetter().set(Http2ConnectionTest::drain);
        server.getSourceChannel().resumeReads();
        connection = on(() -> Http2Connection.open(client, frame(Wire.SETTINGS, 0, 0), buffers, MOST, new Begun<>()));
    }

    private static void drain(StreamSourceChannel source) {
        try {
            Channels.drain(source, Long.MAX_VALUE);
        } catch (IOException gone) {
            source.suspendReads();
        }
    }

    @AfterEach
    void stop() throws Exception {
        on(() -> {
            connection.close();
            server.close();
            return true;
        });
        worker.shutdown();
        worker.awaitTermination();
        buffers.close();
    }

    /** Does it on the I/O thread of the connection. */
    private <T> T on(Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        client.getIoThread().execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception failure) {
                done.completeExceptionally(failure);
            }
        });
        return done.get(20, TimeUnit.SECONDS);
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
        Channels.writeBlocking(server.getSinkChannel(), frame(type, flags, stream, payload));
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

    /** What was begun; a failure if it was not. */
    private static final class Begun<T> extends CompletableFuture<T> implements ClientCallback<T> {

        @Override
        public void completed(T result) {
            complete(result);
        }

        @Override
        public void failed(IOException failure) {
            completeExceptionally(failure);
        }

        T now() throws Exception {
            return get(20, TimeUnit.SECONDS);
        }
    }

    private static ClientRequest request() {
        ClientRequest request = new ClientRequest().setMethod(Methods.POST).setPath("/");
        request.getRequestHeaders().put(Headers.HOST, "x").put(Headers.TRANSFER_ENCODING, "chunked");
        return request;
    }

    private Begun<ClientExchange> send(ClientRequest request) throws Exception {
        Begun<ClientExchange> begun = new Begun<>();
        return on(() -> {
            connection.sendRequest(request, begun);
            return begun;
        });
    }

    private Http2Exchange send() throws Exception {
        return (Http2Exchange) send(request()).now();
    }

    private Begun<ClientExchange> answer(ClientExchange exchange) throws Exception {
        Begun<ClientExchange> answer = new Begun<>();
        return on(() -> {
            exchange.setResponseListener(answer);
            return answer;
        });
    }

    /** Adds a header without a value, by force: of what Undertow's map takes nothing is known that cannot be packed. */
    private static HeaderMap unsendable(HeaderMap headers) throws ReflectiveOperationException {
        HttpString name = new HttpString("x-wrong");
        headers.add(name, "x").add(name, "y");
        Field values = HeaderValues.class.getDeclaredField("value");
        values.setAccessible(true);
        Array.set(values.get(headers.get(name)), 1, null);
        return headers;
    }

    @Test
    void aHeadThatCannotBePackedIsTheEndOfTheConnection() throws Exception {
        Begun<ClientExchange> other = answer(send());
        ClientRequest wrong = request();
        unsendable(wrong.getRequestHeaders());

        assertThat(send(wrong)).isCompletedExceptionally();
        assertThat(other).isCompletedExceptionally();
        assertThat(on(connection::isOpen)).isFalse();
    }

    @Test
    void trailersThatCannotBePackedAreTheEndOfTheConnection() throws Exception {
        Http2Exchange exchange = send();
        Begun<ClientExchange> answer = answer(exchange);
        exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, unsendable(new HeaderMap()));

        assertThatThrownBy(() -> on(() -> {
                    exchange.getRequestChannel().shutdownWrites();
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
        Begun<ClientConnection> closed = new Begun<>();
        CompletableFuture<Boolean> told =
                answer(send()).handle((exchange, failure) -> news.add(failure == null ? "answered" : "failed"));
        on(() -> {
            connection.addCloseListener(gone -> {
                news.add("closed");
                closed.complete(gone);
            });
            return true;
        });
        say(Wire.GOAWAY, 0, 0, numbers(1, Wire.NO_ERROR));
        Channels.writeBlocking(server.getSinkChannel(), frame);
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
        Http2Exchange exchange = send();
        Begun<ClientExchange> answer = answer(exchange);
        say(Wire.HEADERS, Wire.END_HEADERS | Wire.END_STREAM, exchange.id(), OK);
        answer.now();
        on(() -> {
            exchange.cancel();
            return true;
        });
    }

    @Test
    void aServerThatTakesNothingIsNotSentMoreThanIsHeldForIt() throws Exception {
        List<Begun<ClientExchange>> begun = on(() -> {
            List<Begun<ClientExchange>> all = new CopyOnWriteArrayList<>();
            for (int number = 0; number < MOST; number++) {
                ClientRequest large = request();
                large.getRequestHeaders().put(new HttpString("x-large"), "~".repeat(500_000));
                Begun<ClientExchange> each = new Begun<>();
                connection.sendRequest(large, each);
                all.add(each);
            }
            return all;
        });

        assertThat(begun.get(0)).isCompleted();
        assertThat(begun.get(MOST - 1)).isCompletedExceptionally();
        assertThat(on(connection::isOpen)).isFalse();
    }

    @Test
    void whatIsThereIsNotAtItsEndForABufferThatIsFull() throws Exception {
        Http2Exchange exchange = send();
        Begun<ClientExchange> first = answer(exchange);
        say(Wire.HEADERS, Wire.END_HEADERS, exchange.id(), OK);
        say(Wire.DATA, Wire.END_STREAM, exchange.id(), OK);
        Http2Exchange next = send();
        Begun<ClientExchange> second = answer(next);
        say(Wire.HEADERS, Wire.END_HEADERS, next.id(), OK);
        second.now();
        StreamSourceChannel source = first.now().getResponseChannel();

        assertThat(on(() -> source.read(ByteBuffer.allocate(0)))).isZero();
        assertThat(on(() -> source.read(ByteBuffer.allocate(9)))).isEqualTo(1);
        assertThat(on(() -> source.read(ByteBuffer.allocate(9)))).isEqualTo(-1);
    }

    @Test
    void whoHasRoomMayEndOthersThatWaitForIt() throws Exception {
        ByteBuffer most = ByteBuffer.allocate(Wire.WINDOW);
        StreamSinkChannel first = send().getRequestChannel();
        await().until(() -> on(() -> {
            first.write(most);
            return !most.hasRemaining();
        }));
        Http2Exchange second = send();
        Http2Exchange third = send();
        Begun<ClientExchange> answer = answer(second);
        on(() -> {
            third.getRequestChannel().getWriteSetter().set(StreamSinkChannel::suspendWrites);
            second.getRequestChannel().getWriteSetter().set(sink -> {
                sink.suspendWrites();
                third.cancel();
            });
            second.getRequestChannel().resumeWrites();
            third.getRequestChannel().resumeWrites();
            return true;
        });

        say(Wire.WINDOW_UPDATE, 0, 0, numbers(100));
        say(Wire.HEADERS, Wire.END_HEADERS, second.id(), OK);

        assertThat(answer.now().getResponse().getResponseCode()).isEqualTo(200);
    }

    @Test
    void whoStillWantsToWriteAfterTheEndOfTheRequestIsToldOnce() throws Exception {
        AtomicInteger told = new AtomicInteger();
        StreamSinkChannel sink = send().getRequestChannel();
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
        Trickle trickle = new Trickle(client.getSourceChannel().getConduit());
        on(() -> {
            client.getSourceChannel().setConduit(trickle);
            return true;
        });
        say(0, 0, 0);

        assertThat(trickle.vain.now()).isLessThan(5);
    }

    /** Has something for a hundred turns, always a byte at a time; then counts how often somebody asks for more. */
    private final class Trickle extends AbstractStreamSourceConduit<StreamSourceConduit> {

        private final ByteBuffer bytes =
                ByteBuffer.wrap(frame(99, 0, 0, new byte[10_000]).array(), 0, 1_600);
        private final Begun<Integer> vain = new Begun<>();
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
                WorkerUtils.executeAfter(client.getIoThread(), () -> vain.complete(count), 50, TimeUnit.MILLISECONDS);
            }
            return 0;
        }
    }
}
