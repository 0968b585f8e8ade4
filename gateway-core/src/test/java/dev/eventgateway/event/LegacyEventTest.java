package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that only a header {@code Event} announces. */
class LegacyEventTest {

    private static final String SENT =
            "{\"eventType\":\"other\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\",\"data\":{\"a\": 1.0}}";

    @Test
    void theGatewayMakesAnEventOfItsOwnVersion() {
        Event event = legacy().type("application/json; charset=utf-8")
                .body("{\"a\": 1.0}")
                .event();

        assertThat(event.specVersion()).isEqualTo(SpecVersion.V1_0);
        assertThat(event.type()).isEqualTo("my.event");
        assertThat(event.source()).isEqualTo("https://serverless.com/event-gateway/#transformationVersion=0.1");
        assertThat(event.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(Duration.between(event.time().orElseThrow(), Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(event.contentType()).contains("application/json");
        assertThat(event.extensions()).isEmpty();
        assertThat(event.text()).isEqualTo("{\"a\": 1.0}");
    }

    @Test
    void inTheVersionOfTheOriginalItLooksAsThere() {
        JsonObject json = legacy().to(SpecVersion.V0_1)
                .type("text/plain; charset=utf-8")
                .body("x")
                .json();

        assertThat(json.keySet())
                .containsExactly(
                        "eventType",
                        "cloudEventsVersion",
                        "source",
                        "eventID",
                        "eventTime",
                        "extensions",
                        "contentType",
                        "data");
        assertThat(json.get("extensions"))
                .hasToString("{\"eventgateway\":{\"transformed\":\"true\",\"transformation-version\":\"0.1\"}}");
        assertThat(json.get("contentType").getAsString()).isEqualTo("text/plain");
        assertThat(json.get("data").getAsString()).isEqualTo("x");
    }

    @Test
    void withoutMediaTypeTheDataIsBase64() {
        JsonObject json = legacy().to(SpecVersion.V0_1).body("😀").json();

        assertThat(json.get("contentType").getAsString()).isEqualTo("application/octet-stream");
        assertThat(json.get("data").getAsString()).isEqualTo("8J+YgA==");
        assertThat(legacy().body("😀").json().get("data_base64").getAsString()).isEqualTo("8J+YgA==");
    }

    @Test
    void anEmptyBodyIsNoDataOrAnEmptyStringInTheVersionOfTheOriginal() {
        assertThat(legacy().event().data().kind()).isEqualTo(EventData.Kind.NONE);
        assertThat(legacy().to(SpecVersion.V0_1).json().get("data").getAsString())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8"})
    void aValidEventOfCloudEvents01InTheBodyIsTakenAsItIs(String type) {
        assertThat(legacy().type(type).body(SENT).delivered()).isEqualTo(SENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{\"eventType\":\"other\"}",
                "application/vnd.x+json|{\"eventType\":\"a\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\"}",
                "application/json|{\"specversion\":\"1.0\",\"type\":\"a\",\"source\":\"/s\",\"id\":\"1\"}",
                "application/json|[1]"
            })
    void anyOtherJsonIsTheDataOfANewEvent(String type, String body) {
        Event event = legacy().type(type).body(body).event();

        assertThat(event.type()).isEqualTo("my.event");
        assertThat(event.data().kind()).isEqualTo(EventData.Kind.JSON);
        assertThat(event.text()).isEqualTo(body);
    }

    @Test
    void aContentTypeWithoutSubtypeIsOneForCloudEvents01Only() {
        Sent sent = legacy().type("text").body("a");

        assertThat(sent.refusal()).endsWith("datacontenttype is \"text\": expected type/subtype");
        assertThat(sent.to(SpecVersion.V0_1).json().get("contentType").getAsString())
                .isEqualTo("text");
    }

    @Test
    void aTypeOf256CharactersIsRefused() {
        assertThat(Sent.request().header("Event", "x".repeat(256)).refusal()).contains("at most 255");
    }

    private static Sent legacy() {
        return Sent.request().header("Event", "my.event");
    }
}
