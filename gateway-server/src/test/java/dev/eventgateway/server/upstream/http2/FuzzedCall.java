package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.upstream.http2.FuzzScript.Call;
import dev.eventgateway.server.upstream.http2.FuzzScript.Request;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
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
final class FuzzedCall implements ClientCallback<ClientExchange> {

    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
    private static final int OVERHEAD = 32;
    private static final ByteBuffer LARGE = ByteBuffer.allocate(200_000);

    private final FuzzedClient client;
    private final Call call;
    private final int number;
    private final ByteBuffer toWrite = LARGE.duplicate();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Http2Exchange exchange;
    private boolean answered;
    private boolean cancelled;
    private boolean failed;
    private boolean whole;

    FuzzedCall(FuzzedClient client, Call call, int number) {
        this.client = client;
        this.call = call;
        this.number = number;
    }

    void begin(Http2Connection connection) {
        connection.sendRequest(request(), new ClientCallback<>() {

            @Override
            public void completed(ClientExchange begun) {
                exchange = (Http2Exchange) begun;
                begun.setResponseListener(FuzzedCall.this);
                write(begun.getRequestChannel());
            }

            @Override
            public void failed(IOException refused) {
                FuzzedCall.this.failed(refused);
            }
        });
    }

    private ClientRequest request() {
        ClientRequest request = new ClientRequest().setPath("/");
        request.getRequestHeaders().put(Headers.HOST, "x");
        switch (call.request()) {
            case GET -> request.setMethod(Methods.GET);
            case HEAD -> request.setMethod(Methods.HEAD);
            case POST -> request.setMethod(Methods.POST).getRequestHeaders().put(Headers.CONTENT_LENGTH, "1");
            case BEGUN_POST ->
                request.setMethod(Methods.POST).getRequestHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        }
        return request;
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
    public void completed(ClientExchange done) {
        client.note(number + " answered " + done.getResponse().getResponseCode() + " "
                + done.getResponse().getResponseHeaders());
        assertThat(answered || failed || cancelled).as("called back again").isFalse();
        answered = true;
        assertThat(done.getResponse().getResponseCode()).isBetween(200, 999);
        check(done.getResponse().getResponseHeaders());
        switch (call.reaction()) {
            case READ -> read(done.getResponseChannel());
            case CANCEL -> cancel();
            case END_REQUEST -> client.carefully(done.getRequestChannel()::shutdownWrites);
            case ASK_AGAIN -> client.askAgain();
        }
    }

    private void read(StreamSourceChannel source) {
        if (client.isBusy()) {
            source.getReadSetter().set(ready -> client.carefully(this::readAll));
            source.resumeReads();
        }
    }

    private Http2Exchange begun() {
        return Objects.requireNonNull(exchange);
    }

    private void cancel() {
        cancelled = true;
        begun().cancel();
    }

    @Override
    public void failed(IOException cause) {
        client.note(number + " failed: " + cause.getMessage());
        assertThat(failed || cancelled).as("called back again").isFalse();
        failed = true;
    }

    private static void check(HeaderMap headers) {
        int size = 0;
        for (HeaderValues values : headers) {
            String name = values.getHeaderName().toString();
            assertThat(NAME.matcher(name).matches()).as(name).isTrue();
            assertThat(name).isNotIn("connection", "transfer-encoding");
            for (String value : values) {
                assertThat(value).doesNotContain("\r", "\n", "\0");
                size += name.length() + value.length() + OVERHEAD;
            }
        }
        assertThat(size).isLessThanOrEqualTo(HeadReader.MOST);
    }

    /** All that is there of the answer's body. */
    void readAll() throws IOException {
        if (!answered || cancelled || whole) {
            return;
        }
        StreamSourceChannel source = begun().getResponseChannel();
        ByteBuffer piece = ByteBuffer.allocate(1_000);
        for (int count = source.read(piece); count != 0; ) {
            if (count < 0) {
                whole = true;
                checkWhole();
                return;
            }
            body.write(piece.array(), 0, count);
            count = source.read(piece.clear());
        }
    }

    private void checkWhole() {
        ClientResponse answer = Objects.requireNonNull(begun().getResponse());
        String length = answer.getResponseHeaders().getFirst(Headers.CONTENT_LENGTH);
        int status = answer.getResponseCode();
        if (call.request() == Request.HEAD || status == 204 || status == 304) {
            assertThat(body.size()).isZero();
        } else if (length != null && length.matches("[0-9]{1,9}")) {
            assertThat(body.size()).isEqualTo(Integer.parseInt(length));
        }
        HeaderMap trailers = begun().getAttachment(HttpAttachments.REQUEST_TRAILERS);
        if (trailers != null) {
            check(trailers);
            client.note(number + " trailers " + trailers);
        }
    }

    void noteBody() {
        byte[] bytes = body.toByteArray();
        client.note(number + (whole ? " whole " : " part ") + bytes.length + " " + Arrays.hashCode(bytes));
        assertThat(client.isBusy() ? 0 : bytes.length)
                .as("body that nobody has read")
                .isLessThanOrEqualTo(Wire.WINDOW);
    }

    /** At the end of the connection nobody may be left waiting. */
    void checkEnded() {
        client.carefully(this::readAll);
        assertThat(cancelled || failed || whole).as("request without an end").isTrue();
    }
}
