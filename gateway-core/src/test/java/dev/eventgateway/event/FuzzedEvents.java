package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Ways into the readers of events, for bytes from a fuzzer. Each ends well if the bytes are an event that can be delivered, or are
 * refused with a status from 400 to 499 and a short reason.
 */
public final class FuzzedEvents {

    private static final Headers STRUCTURED = Headers.of("Content-Type", "application/cloudevents+json");

    private FuzzedEvents() {}

    /** The body of a structured event. */
    public static void structured(byte[] body) {
        check(STRUCTURED, body);
    }

    /** The body of a batch. */
    public static void batch(byte[] body) {
        try {
            check(new EventReader(new OwnEvents(SpecVersion.V1_0)).decodeBatch(body, 10));
        } catch (RequestException refused) {
            assertThat(refused.status()).isIn(400, 413);
            checkReason(refused.getMessage());
        }
    }

    /** Header lines, an empty line and the body: binary events, but any other form as well. */
    public static void binary(byte[] request) {
        int end = endOfHead(request);
        check(
                headers(new String(request, 0, end, StandardCharsets.ISO_8859_1)),
                Arrays.copyOfRange(request, Math.min(request.length, end + 2), request.length));
    }

    /** The value of the header {@code Event}, that of {@code Content-Type}, and the body, each on a line of its own. */
    public static void legacy(byte[] request) {
        String[] lines = new String(request, StandardCharsets.ISO_8859_1).split("\n", 3);
        check(
                headers("Event: " + lines[0] + (lines.length > 1 ? "\nContent-Type: " + lines[1] : "")),
                lines.length > 2 ? lines[2].getBytes(StandardCharsets.ISO_8859_1) : new byte[0]);
    }

    private static void check(Headers headers, byte[] body) {
        for (SpecVersion own : new SpecVersion[] {SpecVersion.V1_0, SpecVersion.V0_1}) {
            isEvent(GatewayRequest.of("POST", "/a/%C3%A9?b=c", headers, body), body, own);
        }
    }

    /** {@return whether it is an event} */
    static boolean isEvent(GatewayRequest request, byte[] body, SpecVersion own) {
        try {
            EventForm form = EventForm.of(request.headers());
            if (form == EventForm.BATCH) {
                return false;
            }
            form.type(request.headers());
            check(new EventReader(new OwnEvents(own)).decode(form, request, body, Map.of("a", "b")));
            return true;
        } catch (RequestException refused) {
            assertThat(refused.status()).isBetween(400, 499);
            checkReason(refused.getMessage());
            return false;
        }
    }

    static void check(EventBatch batch) {
        batch.events().forEach(FuzzedEvents::check);
        batch.refused().forEach(refused -> checkReason(refused.message()));
    }

    private static void check(Event event) {
        checkDeliverable(event);
        checkDeliverable(event.withHops(1).withParams(Map.of()));
        assertThat(event.time().isPresent() || event.timeText().isEmpty()).isTrue();
        event.text();
        event.data().bytes();
        checkReadsAsWritten(event);
    }

    /** A strict parser of somebody else must be able to read what functions are called with. */
    static void checkDeliverable(Event event) {
        byte[] delivered = event.structured();
        assertThat(Utf8.isValid(delivered, 0, delivered.length)).isTrue();
        try (JsonReader reader = new JsonReader(new StringReader(new String(delivered, StandardCharsets.UTF_8)))) {
            reader.setStrictness(Strictness.STRICT);
            reader.skipValue();
            assertThat(reader.peek()).isEqualTo(JsonToken.END_DOCUMENT);
        } catch (IOException malformed) {
            throw new AssertionError(new String(delivered, StandardCharsets.UTF_8), malformed);
        }
    }

    /** Who passes on what he got passes on the same event. */
    private static void checkReadsAsWritten(Event event) {
        if (event.type().equals(Event.HTTP_REQUEST) || OwnExtensions.areOf(event)) {
            return;
        }
        byte[] delivered = event.structured();
        GatewayRequest passedOn = GatewayRequest.of("POST", "/", STRUCTURED, delivered);
        Event read = new EventReader(new OwnEvents(SpecVersion.V1_0))
                .decode(EventForm.STRUCTURED, passedOn, delivered, Map.of());
        // Apart from spaces around the data.
        assertThat(json(read)).isEqualTo(json(event));
        if (event.specVersion() != SpecVersion.V0_1) { // which does not tell bytes from text, nor no data from null
            assertThat(read.data().text().strip()).isEqualTo(event.data().text().strip());
        }
    }

    private static JsonElement json(Event event) {
        return JsonParser.parseString(new String(event.structured(), StandardCharsets.UTF_8));
    }

    private static void checkReason(String reason) {
        assertThat(reason).isNotBlank().hasSizeLessThan(1_000);
    }

    private static int endOfHead(byte[] request) {
        for (int at = 0; at + 1 < request.length; at++) {
            if (request[at] == '\n' && request[at + 1] == '\n') {
                return at;
            }
        }
        return request.length;
    }

    /** What HTTP's own parser would let pass. */
    private static Headers headers(String head) {
        Headers.Builder headers = Headers.builder();
        for (String line : head.split("\n", -1)) {
            List<String> parts = List.of(line.split(":", 2));
            if (parts.size() == 2 && isToken(parts.get(0))) {
                headers.add(parts.get(0), parts.get(1).strip());
            }
        }
        return headers.build();
    }

    private static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(each -> AsciiSet.TOKEN.contains((char) each));
    }
}
