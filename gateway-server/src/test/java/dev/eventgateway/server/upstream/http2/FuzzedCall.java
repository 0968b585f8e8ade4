package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.FuzzedAnswer;
import dev.eventgateway.server.upstream.http2.FuzzScript.Call;
import dev.eventgateway.server.upstream.http2.FuzzScript.Reaction;
import dev.eventgateway.server.upstream.http2.FuzzScript.Request;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** A request of a {@link FuzzedClient}. */
final class FuzzedCall extends FuzzedAnswer {

    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
    private static final int OVERHEAD = 32;
    private static final ByteBuffer LARGE = ByteBuffer.allocate(200_000);

    private final FuzzedClient client;
    private final Call call;
    private final ByteBuffer toWrite = LARGE.duplicate();

    FuzzedCall(FuzzedClient client, Call call, int number) {
        super(client.notes(), number);
        this.client = client;
        this.call = call;
    }

    void begin(Http2Connection connection) {
        if (ask(connection, head(call.request()))) {
            write(exchange().request());
        }
    }

    private static RequestHead head(Request request) {
        return switch (request) {
            case GET -> new RequestHead("GET", "x", "/", 0);
            case HEAD -> new RequestHead("HEAD", "x", "/", 0);
            case POST -> new RequestHead("POST", "x", "/", 1);
            case BEGUN_POST -> new RequestHead("POST", "x", "/", -1);
        };
    }

    private void write(StreamSinkChannel sink) {
        client.notes().carefully(() -> {
            if (call.request() == Request.POST) {
                sink.writeFinal(ByteBuffer.allocate(1));
            } else if (call.request() == Request.BEGUN_POST && client.isBusy()) {
                sink.getWriteSetter().set(ready -> client.notes().carefully(() -> writeOn(ready)));
                sink.resumeWrites();
            } else if (call.request() == Request.BEGUN_POST) {
                sink.write(ByteBuffer.allocate(1));
            }
        });
    }

    private void writeOn(StreamSinkChannel sink) throws IOException {
        sink.write(toWrite);
        if (!toWrite.hasRemaining()) {
            sink.suspendWrites();
            sink.shutdownWrites();
        }
    }

    @Override
    protected void react(Exchange answered) {
        switch (call.reaction()) {
            case READ -> read(answered.answer());
            case CANCEL -> cancel();
            case END_REQUEST -> client.notes().carefully(answered.request()::shutdownWrites);
            case ASK_AGAIN -> client.askAgain();
        }
    }

    private void read(StreamSourceChannel source) {
        if (client.isBusy()) {
            source.getReadSetter().set(ready -> readAll());
            source.resumeReads();
        }
    }

    @Override
    protected void check(Headers headers) {
        int[] size = new int[1];
        headers.forEach((name, values) -> {
            assertThat(NAME.matcher(name).matches()).as(name).isTrue();
            assertThat(name).isNotIn("connection", "transfer-encoding");
            for (String value : values) {
                assertThat(value).doesNotContain("\r", "\n", "\0");
                size[0] += name.length() + value.length() + OVERHEAD;
            }
        });
        assertThat(size[0]).isLessThanOrEqualTo(HeadReader.MOST);
    }

    void noteBody() {
        byte[] bytes = body();
        note((isWhole() ? "whole " : "part ") + bytes.length + " " + Arrays.hashCode(bytes));
        assertThat(client.isBusy() ? 0 : bytes.length)
                .as("body that nobody has read")
                .isLessThanOrEqualTo(Wire.WINDOW);
    }

    /** Who waits to read is told without asking. */
    @Override
    public void checkEnded() {
        if (!client.isBusy() || call.reaction() != Reaction.READ) {
            readAll();
        }
        super.checkEnded();
    }
}
