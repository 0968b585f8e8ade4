package dev.eventgateway.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.FuzzedAnswer;
import dev.eventgateway.server.upstream.http1.FuzzScript.Call;
import dev.eventgateway.server.upstream.http1.FuzzScript.Reading;
import dev.eventgateway.server.upstream.http1.FuzzScript.Request;
import dev.eventgateway.server.upstream.http1.StrictReader.Message;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** A request of a {@link FuzzedClient}. */
final class FuzzedCall extends FuzzedAnswer {

    static final String BODY = "0123456789".repeat(40);
    static final Headers TRAILERS = Headers.of("X-After", "y");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final int SIP = 3;
    /** How much of its body is written at once, and of a request that is only begun at all. */
    private static final int PART = 150;

    private final FuzzedClient client;
    private final Call call;
    private final int number;
    private final ByteBuffer toWrite;
    private boolean begun;
    private boolean writing;
    private int heard;
    private boolean goesOn;

    FuzzedCall(FuzzedClient client, Call call, int number) {
        super(client.notes(), number);
        this.client = client;
        this.call = call;
        this.number = number;
        this.toWrite = ByteBuffer.wrap(BODY.getBytes(StandardCharsets.ISO_8859_1));
    }

    Call call() {
        return call;
    }

    boolean isBegun() {
        return begun;
    }

    String requestLine() {
        return call.request().method + " /" + number + " HTTP/1.1";
    }

    void begin(Http1Connection connection) {
        begun = ask(connection, request());
        if (begun && call.hasBody()) {
            exchange().trailers(TRAILERS);
            StreamSinkChannel sink = exchange().request();
            sink.getWriteSetter().set(ready -> write(sink));
            writing = true;
            write(sink);
        }
    }

    private RequestHead request() {
        long length = call.request() == Request.POST ? BODY.length() : call.hasBody() ? -1 : 0;
        return new RequestHead(call.request().method, "x", "/" + number, length);
    }

    private void write(StreamSinkChannel sink) {
        client.notes().carefully(() -> {
            try {
                assertThat(writing).as("told to write what is written").isTrue();
                writing = !(call.begun() ? writePart(sink) : writeAll(sink));
            } catch (IOException broken) {
                writing = false;
            }
            if (writing) {
                sink.resumeWrites();
            } else {
                sink.suspendWrites();
            }
        });
    }

    /** {@return whether it is written} */
    private boolean writePart(StreamSinkChannel sink) throws IOException {
        toWrite.limit(PART);
        sink.write(toWrite);
        return !toWrite.hasRemaining();
    }

    /** {@return whether it is written} The end comes with the last part, or behind it. */
    private boolean writeAll(StreamSinkChannel sink) throws IOException {
        while (toWrite.hasRemaining()) {
            int most = Math.min(toWrite.remaining(), PART);
            ByteBuffer part = toWrite.slice(toWrite.position(), most);
            boolean last = most == toWrite.remaining() && number % 2 == 0;
            int count = last ? sink.writeFinal(part) : sink.write(part);
            toWrite.position(toWrite.position() + count);
            if (count == 0) {
                return false;
            }
        }
        sink.shutdownWrites();
        return sink.flush();
    }

    @Override
    protected void react(Exchange answered) {
        StreamSourceChannel source = answered.answer();
        source.getReadSetter().set(ready -> read());
        heard = client.transport().heard();
        if (call.reading() == Reading.NEVER) {
            cancel();
        } else if (call.reading() != Reading.LATER) {
            source.resumeReads();
        }
    }

    private void read() {
        client.notes()
                .carefully(() -> assertThat(isCancelled())
                        .as("told of what nobody waits for")
                        .isFalse());
        if (isEnded()) {
            exchange().answer().suspendReads();
        } else if (call.reading() == Reading.IN_SIPS || call.reading() == Reading.IN_TURNS) {
            sip();
        } else {
            readAll();
        }
    }

    private void sip() {
        read(ByteBuffer.allocate(SIP));
        if (call.reading() == Reading.IN_TURNS && !isEnded()) {
            StreamSourceChannel source = exchange().answer();
            source.suspendReads();
            source.getIoThread().execute(source::resumeReads);
        }
    }

    /** Who is at his end does nothing to those behind him. */
    @Override
    protected void isRead() {
        client.ended(this);
        exchange().answer().suspendReads();
        if (!writing) {
            exchange().request().suspendWrites();
        }
    }

    /** Who may write has written. */
    void checkWritten(boolean mayWrite) {
        assertThat(writing && mayWrite && !isEnded()).as("waits to write").isFalse();
    }

    /** All is said to this request. Meanwhile not more may have been read than has to be. */
    void hearOut() {
        if (call.reading() == Reading.LATER && !isEnded() && heard > 0) {
            assertThat(client.transport().heard() - heard).as("held").isLessThanOrEqualTo(Input.MOST);
            exchange().answer().resumeReads();
        }
    }

    /** Notes whether the connection takes another request: behind what broke it does not. */
    void noteRest(boolean open) {
        goesOn = open && begun && isEnded();
        assertThat(goesOn && !isWhole()).as("open behind a broken answer").isFalse();
        note(goesOn ? "goes on" : "ends");
    }

    /** Notes the body, unless it broke off: how much of that is read is a matter of time. */
    void noteBody() {
        note(isWhole() ? "body " + Arrays.hashCode(body()) : "no body");
    }

    boolean isWritten() {
        return !(call.begun() && call.hasBody());
    }

    /** {@return the answer, as a strict reader would have it; null if there is none} */
    @Nullable
    Message message() {
        return isWhole()
                ? new Message(
                        head().status(),
                        head().headers(),
                        new String(body(), StandardCharsets.ISO_8859_1),
                        exchange().trailers(),
                        goesOn)
                : null;
    }

    /** Whoever still waits to write is told, unless he gave up. */
    @Override
    public void checkEnded() {
        super.checkEnded();
        assertThat(writing && !isCancelled()).as("waits to write").isFalse();
    }

    @Override
    protected void check(Headers headers) {
        headers.forEach((name, values) -> {
            assertThat(NAME.matcher(name).matches()).as(name).isTrue();
            for (String value : values) {
                assertThat(value).doesNotContain("\r", "\n", "\0");
            }
        });
    }
}
