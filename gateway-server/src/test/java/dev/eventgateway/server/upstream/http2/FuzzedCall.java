package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.http2.FuzzScript.Call;
import dev.eventgateway.server.upstream.http2.FuzzScript.Reaction;
import dev.eventgateway.server.upstream.http2.FuzzScript.Request;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** A request of a {@link FuzzedClient}, and what came of it. */
final class FuzzedCall implements Exchange.Listener {

    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
    private static final int OVERHEAD = 32;
    private static final ByteBuffer LARGE = ByteBuffer.allocate(200_000);

    private final FuzzedClient client;
    private final Call call;
    private final int number;
    private final ByteBuffer toWrite = LARGE.duplicate();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Exchange exchange;
    private @Nullable AnswerHead answer;
    private boolean cancelled;
    private boolean failed;
    private boolean whole;

    FuzzedCall(FuzzedClient client, Call call, int number) {
        this.client = client;
        this.call = call;
        this.number = number;
    }

    void begin(Http2Connection connection) {
        Exchange begun = connection.begin(head(), this);
        if (begun == null) {
            failed(new IOException("no more requests"));
            return;
        }
        exchange = begun;
        write(begun.request());
    }

    private RequestHead head() {
        return switch (call.request()) {
            case GET -> new RequestHead("GET", "x", "/", 0);
            case HEAD -> new RequestHead("HEAD", "x", "/", 0);
            case POST -> new RequestHead("POST", "x", "/", 1);
            case BEGUN_POST -> new RequestHead("POST", "x", "/", -1);
        };
    }

    private void write(StreamSinkChannel sink) {
        client.carefully(() -> {
            if (call.request() == Request.POST) {
                sink.writeFinal(ByteBuffer.allocate(1));
            } else if (call.request() == Request.BEGUN_POST && client.isBusy()) {
                sink.getWriteSetter().set(ready -> client.carefully(() -> writeOn(ready)));
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
    public void answered(Exchange done, AnswerHead head) {
        client.note(number + " answered " + head.status() + " " + text(head.headers()));
        assertThat(answer != null || failed || cancelled)
                .as("called back again")
                .isFalse();
        answer = head;
        assertThat(head.status()).isBetween(200, 999);
        check(head.headers());
        switch (call.reaction()) {
            case READ -> read(done.answer());
            case CANCEL -> cancel();
            case END_REQUEST -> client.carefully(done.request()::shutdownWrites);
            case ASK_AGAIN -> client.askAgain();
        }
    }

    private void read(StreamSourceChannel source) {
        if (client.isBusy()) {
            source.getReadSetter().set(ready -> readAll());
            source.resumeReads();
        }
    }

    private Exchange begun() {
        return Objects.requireNonNull(exchange);
    }

    private void cancel() {
        cancelled = true;
        begun().cancel();
    }

    @Override
    public void failed(IOException cause) {
        client.note(number + " failed: " + cause.getMessage());
        assertThat(answer != null || failed || cancelled)
                .as("called back again")
                .isFalse();
        failed = true;
    }

    @Override
    public void mayContinue(Exchange waiting) {
        client.note(number + " may continue");
    }

    private static String text(Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach((name, values) -> text.append(name).append(values));
        return text.toString();
    }

    private static void check(Headers headers) {
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

    /** All that is there of the answer's body. Once it is answered, only who reads is told that it broke. */
    void readAll() {
        if (answer != null && !cancelled && !whole && !failed) {
            client.carefully(() -> {
                try {
                    readOn(begun().answer());
                } catch (IOException broken) {
                    client.note(number + " broke: " + broken.getMessage());
                    failed = true;
                }
            });
        }
    }

    private void readOn(StreamSourceChannel source) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1_000);
        for (int count = source.read(piece); count != 0; ) {
            if (count < 0) {
                whole = true;
                checkWhole(Objects.requireNonNull(answer));
                return;
            }
            body.write(piece.array(), 0, count);
            count = source.read(piece.clear());
        }
    }

    private void checkWhole(AnswerHead head) {
        int status = head.status();
        String length = head.headers().first("content-length").orElse("");
        if (call.request() == Request.HEAD || status == 204 || status == 304) {
            assertThat(body.size()).isZero();
        } else if (length.matches("[0-9]{1,9}")) {
            assertThat(body.size()).isEqualTo(Integer.parseInt(length));
        }
        check(begun().trailers());
        client.note(number + " trailers " + text(begun().trailers()));
    }

    void noteBody() {
        byte[] bytes = body.toByteArray();
        client.note(number + (whole ? " whole " : " part ") + bytes.length + " " + Arrays.hashCode(bytes));
        assertThat(client.isBusy() ? 0 : bytes.length)
                .as("body that nobody has read")
                .isLessThanOrEqualTo(Wire.WINDOW);
    }

    /** At the end of the connection nobody may be left waiting: who waits to read is told without asking. */
    void checkEnded() {
        if (!client.isBusy() || call.reaction() != Reaction.READ) {
            readAll();
        }
        assertThat(cancelled || failed || whole).as("request without an end").isTrue();
    }
}
