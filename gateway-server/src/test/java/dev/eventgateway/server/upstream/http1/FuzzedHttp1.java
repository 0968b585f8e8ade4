package dev.eventgateway.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.http1.FuzzScript.Call;
import dev.eventgateway.server.upstream.http1.FuzzScript.Reading;
import dev.eventgateway.server.upstream.http1.FuzzScript.Request;
import dev.eventgateway.server.upstream.http1.StrictReader.Message;
import dev.eventgateway.server.upstream.http1.StrictReader.NoMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The way into the client of HTTP/1.1, for bytes from a fuzzer: whatever a server says, nothing but a failure that is declared comes out, each
 * request has one end, and so has the connection. What is an answer to the letter of RFC 9112 is delivered as it is. The same bytes in other
 * pieces, read in another way, mean the same.
 */
public final class FuzzedHttp1 {

    private static final int BUFFER = 16 * 1024;
    /** So that hardly a line fits in. */
    private static final int SMALL_BUFFER = 20;

    private FuzzedHttp1() {}

    /** What a server says to one request after the other, after what {@link FuzzScript} tells of. */
    public static void connection(byte[] input) {
        FuzzScript script = FuzzScript.of(input);
        FuzzedClient whole = after(script.atOnce(), BUFFER, false);
        checkAnswers(whole, script);
        checkSent(whole, script, true);
        FuzzedClient cut = after(script, SMALL_BUFFER, false);
        assertThat(cut.notes().news()).isEqualTo(whole.notes().news());
        assertThat(cut.sent()).isEqualTo(whole.sent());
        checkSent(after(script, SMALL_BUFFER, true), script, false);
    }

    private static FuzzedClient after(FuzzScript script, int buffer, boolean busy) {
        FuzzedClient client = new FuzzedClient(script, buffer, busy);
        client.talk();
        return client;
    }

    private static void checkAnswers(FuzzedClient client, FuzzScript script) {
        List<FuzzedCall> begun = client.begun();
        for (FuzzedCall each : begun) {
            Call call = each.call();
            // Of more than that there may be more fields than are read, as each counts several times what it takes.
            if (call.reading() != Reading.NEVER && call.said().remaining() <= Input.MOST / 10) {
                checkAnswer(each, each == begun.get(begun.size() - 1), each.isWritten() && script.taking() > 0);
            }
        }
    }

    private static void checkAnswer(FuzzedCall call, boolean last, boolean sent) {
        String said = StandardCharsets.ISO_8859_1
                .decode(call.call().said().duplicate())
                .toString();
        Message expected;
        try {
            expected = new StrictReader(said).answer(call.call().request() == Request.HEAD, last);
        } catch (NoMessage whatever) {
            return;
        }
        assertThat(call.message()).isEqualTo(sent ? expected : expected.asTheLast());
    }

    /** At the end of the connection a request may not have been sent to its end; one that nobody disturbs is. */
    private static void checkSent(FuzzedClient client, FuzzScript script, boolean undisturbed) {
        StrictReader sent = new StrictReader(client.sent());
        List<FuzzedCall> begun = client.begun();
        for (FuzzedCall each : begun) {
            try {
                checkRequest(each, sent);
            } catch (NoMessage problem) {
                assertThat(problem.maybeLater).as(client.sent()).isTrue();
                assertThat(each).as("request that was not sent").isSameAs(begun.get(begun.size() - 1));
                assertThat(undisturbed && each.isWritten() && script.taking() > 0)
                        .as("sent in part")
                        .isFalse();
                return;
            }
        }
        assertThat(sent.isAtEnd()).as(client.sent()).isTrue();
    }

    private static void checkRequest(FuzzedCall call, StrictReader sent) throws NoMessage {
        assertThat(sent.line()).isEqualTo(call.requestLine());
        Headers fields = sent.fields();
        assertThat(fields.all("Host")).containsExactly("x");
        if (call.call().hasBody()) {
            assertThat(sent.body(fields, false, false)).isEqualTo(FuzzedCall.BODY);
            boolean chunked = call.call().request() == Request.POST_IN_CHUNKS;
            assertThat(sent.trailers()).isEqualTo(chunked ? FuzzedCall.TRAILERS : Headers.none());
        }
    }
}
