package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the headers alone tell what a request is, and which event type it has. */
class EventFormTest {

    private static final String[] CURRENT = {
        "ce-specversion", "1.0", "ce-type", "t%20u", "ce-source", "/s", "ce-id", "1"
    };
    private static final String[] FIRST_DRAFT = {
        "CE-EventType", "t%20u", "CE-CloudEventsVersion", "0.1", "CE-Source", "/s", "CE-EventID", "1"
    };

    @ParameterizedTest
    @ValueSource(strings = {"application/cloudevents+json", "Application/CloudEvents+JSON; charset=UTF-8"})
    void theMediaTypeOfEventsComesFirst(String contentType) {
        Headers headers = headers(CURRENT, FIRST_DRAFT, new String[] {"Event", "e", "Content-Type", contentType});

        assertThat(EventForm.of(headers)).isEqualTo(EventForm.STRUCTURED);
        assertThat(EventForm.STRUCTURED.type(headers)).isEmpty();
    }

    @Test
    void attributesInHeadersComeSecond() {
        assertThat(EventForm.of(headers(CURRENT, new String[] {"Event", "e"}))).isEqualTo(EventForm.BINARY);
        assertThat(EventForm.of(headers(FIRST_DRAFT, new String[] {"Event", "e"})))
                .isEqualTo(EventForm.BINARY);
        assertThat(EventForm.of(headers(CURRENT, FIRST_DRAFT))).isEqualTo(EventForm.BINARY);
    }

    @Test
    void theTypeOfABinaryEventIsDecodedWhereItsVersionSaysSo() {
        assertThat(EventForm.BINARY.type(headers(CURRENT))).contains("t u");
        assertThat(EventForm.BINARY.type(headers(CURRENT, FIRST_DRAFT))).contains("t u");
        assertThat(EventForm.BINARY.type(headers(FIRST_DRAFT))).contains("t%20u");
    }

    @Test
    void aTypeThatIsNoUtf8IsRefused() {
        assertThatThrownBy(
                        () -> EventForm.BINARY.type(headers(new String[] {"ce-specversion", "1.0", "ce-type", "%ff"})))
                .isInstanceOf(RequestException.class)
                .hasMessage("CloudEvent doesn't validate: ce-type is \"%ff\": expected percent-encoded UTF-8");
    }

    @Test
    void aSpecversionAloneMeansABinaryEventSoThatTheSenderIsToldWhatIsMissing() {
        Headers headers = Headers.of("ce-specversion", "1.0");

        assertThat(EventForm.of(headers)).isEqualTo(EventForm.BINARY);
        assertThat(EventForm.BINARY.type(headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CE-EventType", "CE-CloudEventsVersion", "CE-Source", "CE-EventID"})
    void allFourHeadersOfCloudEvents01AreNeededAndNotEmpty(String header) {
        Headers.Builder emptied = Headers.builder();
        headers(FIRST_DRAFT).forEach((name, values) -> emptied.set(name, values.get(0)));

        assertThat(EventForm.of(emptied.set(header, "").build())).isEqualTo(EventForm.HTTP_REQUEST);
    }

    @Test
    void theEventHeaderComesThird() {
        Headers headers = headers(new String[] {"Event", "e", "Content-Type", "text/plain"});

        assertThat(EventForm.of(headers)).isEqualTo(EventForm.LEGACY);
        assertThat(EventForm.LEGACY.type(headers)).contains("e");
    }

    @Test
    void theBodyOfALegacyEventMayHaveAnotherType() {
        Headers headers = headers(new String[] {"Event", "e", "Content-Type", "application/json; charset=utf-8"});

        assertThat(EventForm.of(headers)).isEqualTo(EventForm.LEGACY);
        assertThat(EventForm.LEGACY.type(headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text", "application/cloudevents+xml", " "})
    void anythingElseIsAnHttpRequest(String contentType) {
        Headers headers = headers(new String[] {"Event", "", "Content-Type", contentType});

        assertThat(EventForm.of(headers)).isEqualTo(EventForm.HTTP_REQUEST);
        assertThat(EventForm.HTTP_REQUEST.type(headers)).contains("http.request");
        assertThat(EventForm.of(Headers.none())).isEqualTo(EventForm.HTTP_REQUEST);
    }

    @Test
    void theContentTypeIsParsedForEveryRequest() {
        for (String[] others : new String[][] {CURRENT, FIRST_DRAFT, {"Event", "e"}, {}}) {
            assertThatThrownBy(() -> EventForm.of(headers(others, new String[] {"Content-Type", "text/"})))
                    .isInstanceOfSatisfying(
                            RequestException.class, e -> assertThat(e.status()).isEqualTo(400));
        }
    }

    @Test
    void aBatchIsTheMediaTypeOfItsBodyWhateverElseTheHeadersSay() {
        Headers headers =
                headers(CURRENT, new String[] {"Content-Type", "application/cloudevents-batch+json; charset=utf-8"});
        assertThat(EventForm.of(headers)).isEqualTo(EventForm.BATCH);
        assertThat(EventForm.BATCH.type(headers)).isEmpty();
    }

    private static Headers headers(String[]... parts) {
        Headers.Builder headers = Headers.builder();
        for (String[] part : parts) {
            for (int at = 0; at < part.length; at += 2) {
                headers.add(part[at], part[at + 1]);
            }
        }
        return headers.build();
    }
}
