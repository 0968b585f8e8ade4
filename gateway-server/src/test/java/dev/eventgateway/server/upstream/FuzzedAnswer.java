package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Connection;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What becomes of a request of a fuzz test: one end, and no more of a body than its head says. */
public abstract class FuzzedAnswer implements Exchange.Listener {

    private final Notes notes;
    private final int number;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Exchange exchange;
    private @Nullable AnswerHead head;
    private OptionalInt length = OptionalInt.empty();
    private boolean toHead;
    private boolean cancelled;
    private boolean failed;
    private boolean whole;

    protected FuzzedAnswer(Notes notes, int number) {
        this.notes = notes;
        this.number = number;
    }

    /** Does what is to be done with an answer. */
    protected abstract void react(Exchange answered);

    /** Holds headers, or trailers, against the rules of the protocol. */
    protected abstract void check(Headers headers);

    /** It is read to its end, or it broke. */
    protected void isRead() {
        // Nothing has to be done about that.
    }

    /** {@return whether the connection takes the request} */
    protected final boolean ask(Connection connection, RequestHead request) {
        toHead = request.method().equals("HEAD");
        exchange = connection.begin(request, this);
        if (exchange == null) {
            failed(new IOException("no more requests"));
        }
        return exchange != null;
    }

    @Override
    public final void answered(Exchange answered, AnswerHead answer) {
        note("answered " + answer.status() + " " + text(answer.headers()));
        notes.carefully(() -> {
            checkFirst();
            head = answer;
            length = length(answer);
            assertThat(answer.status()).isBetween(200, 999);
            check(answer.headers());
        });
        react(answered);
    }

    @Override
    public final void failed(IOException cause) {
        note("failed: " + cause.getMessage());
        notes.carefully(this::checkFirst);
        failed = true;
    }

    @Override
    public final void mayContinue(Exchange waiting) {
        note("may continue");
        notes.carefully(this::checkFirst);
    }

    private void checkFirst() {
        assertThat(head != null || failed || cancelled).as("called back again").isFalse();
    }

    protected final void note(String news) {
        notes.add(number + " " + news);
    }

    private static String text(Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach((name, values) -> text.append(name).append(values));
        return text.toString();
    }

    protected final void cancel() {
        cancelled = true;
        exchange().cancel();
    }

    /** All that is there of the answer's body. */
    public final void readAll() {
        ByteBuffer piece = ByteBuffer.allocate(1_000);
        while (read(piece) > 0) {
            piece.clear();
        }
    }

    /** {@return how much was read; not above 0 if there is nothing to read now, or never again} */
    protected final int read(ByteBuffer piece) {
        if (head == null || isEnded()) {
            return -1;
        }
        int[] count = new int[1];
        notes.carefully(() -> {
            count[0] = readOn(piece);
            take(piece, count[0]);
        });
        return count[0];
    }

    /** Once it is answered, only who reads is told that it broke. */
    private int readOn(ByteBuffer piece) {
        try {
            return exchange().answer().read(piece);
        } catch (IOException broken) {
            note("broke: " + broken.getMessage());
            failed = true;
            return -1;
        }
    }

    private void take(ByteBuffer piece, int count) {
        if (count > 0) {
            byte[] bytes = new byte[count];
            piece.flip().get(bytes);
            body.writeBytes(bytes);
            assertThat(body.size()).isLessThanOrEqualTo(length.orElse(Integer.MAX_VALUE));
        } else if (count < 0 && !failed) {
            whole = true;
            assertThat(body.size()).isEqualTo(length.orElse(body.size()));
            check(exchange().trailers());
            note("trailers " + text(exchange().trailers()));
        }
        if (count < 0) {
            checkAgain();
            isRead();
        }
    }

    /** An end stays that end. */
    private void checkAgain() {
        int again = 0;
        try {
            again = exchange().answer().read(ByteBuffer.allocate(1));
        } catch (IOException broken) {
            again = -2;
        }
        assertThat(again).as("behind the end").isEqualTo(whole ? -1 : -2);
    }

    /** {@return how long the body is to be; empty if only its end tells} An answer whose length is not clear is wanted by nobody. */
    private OptionalInt length(AnswerHead answer) {
        int status = answer.status();
        String length = answer.headers().first("content-length").orElse("");
        if (toHead || status == 204 || status == 205 || status == 304) {
            return OptionalInt.of(0);
        }
        return answer.hasClearLength() && !answer.isEncoded() && length.matches("[0-9]{1,9}")
                ? OptionalInt.of(Integer.parseInt(length))
                : OptionalInt.empty();
    }

    public final boolean isEnded() {
        return cancelled || failed || whole;
    }

    protected final boolean isWhole() {
        return whole;
    }

    protected final boolean isCancelled() {
        return cancelled;
    }

    protected final byte[] body() {
        return body.toByteArray();
    }

    protected final AnswerHead head() {
        return Objects.requireNonNull(head);
    }

    protected final Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    /** At the end of the connection nobody may be left waiting. */
    public void checkEnded() {
        assertThat(isEnded()).as("end of request " + number).isTrue();
    }
}
