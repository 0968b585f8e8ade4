package dev.eventgateway.event;

import static dev.eventgateway.event.Sent.structured;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of CloudEvents 0.1 that are one JSON document. */
class FirstDraftEventTest {

    private static final String REQUIRED =
            "\"eventType\":\"t\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\"";

    @Test
    void everyFieldIsDeliveredInTheOrderOfTheOriginal() {
        assertThat(structured(
                                "{\"data\":{\"a\": 1.0},\"contentType\":\"application/json\",\"extensions\":{\"b\":{\"c\": [1.50]},"
                                        + "\"a\":\"x\"},\"schemaURL\":\"u\",\"eventTime\":\"2018-04-05T17:31:00.120000Z\",\"eventTypeVersion\":\"2\","
                                        + REQUIRED + "}")
                        .delivered())
                .isEqualTo(
                        "{\"eventType\":\"t\",\"eventTypeVersion\":\"2\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\","
                                + "\"eventID\":\"1\",\"eventTime\":\"2018-04-05T17:31:00.12Z\",\"schemaURL\":\"u\","
                                + "\"extensions\":{\"b\":{\"c\": [1.50]},\"a\":\"x\"},\"contentType\":\"application/json\",\"data\":{\"a\": 1.0}}");
    }

    @Test
    void whatIsEmptyIsLeftOutButDataNever() {
        assertThat(structured("{" + REQUIRED
                                + ",\"eventTime\":null,\"schemaURL\":\"\",\"extensions\":{},\"contentType\":\"\"}")
                        .delivered())
                .isEqualTo("{" + REQUIRED + ",\"data\":null}");
    }

    @Test
    void namesCountWithoutRegardToCase() {
        Event event = structured(
                        "{\"EVENTTYPE\":\"t\",\"cloudeventsversion\":\"0.1\",\"Source\":\"/s\",\"eventId\":\"1\",\"Data\":[1]}")
                .event();

        assertThat(event.specVersion()).isEqualTo(SpecVersion.V0_1);
        assertThat(event.id()).isEqualTo("1");
        assertThat(event.text()).isEqualTo("[1]");
    }

    @Test
    void unknownFieldsAreDropped() {
        assertThat(structured("{" + REQUIRED + ",\"foo\":1,\"foo\":2,\"Specversion\":\"1.0\"}")
                        .delivered())
                .isEqualTo("{" + REQUIRED + ",\"data\":null}");
    }

    @Test
    void attributesArriveAtTheEvent() {
        Event event = structured("{" + REQUIRED
                        + ",\"eventTime\":\"2018-04-05T17:31:00+01:00\",\"extensions\":{\"n\":5,\"o\":{}}}")
                .event();

        assertThat(event.type()).isEqualTo("t");
        assertThat(event.source()).isEqualTo("/s");
        assertThat(event.time()).contains(Instant.parse("2018-04-05T16:31:00Z"));
        assertThat(event.extension("n")).contains("5");
        assertThat(event.extension("o")).contains("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{ \"z\": 12345678901234567890 , \"a\":1.0,\"z\":0}", "[1,  2]", "\"x\\u00e9\"", "1.0", "null"})
    void dataIsPassedThroughByteForByte_D18(String data) {
        assertThat(structured("{\"data\": " + data + "\n," + REQUIRED + "}").delivered())
                .isEqualTo("{" + REQUIRED + ",\"data\":" + data + "}");
    }

    @Test
    void threeMissingFieldsGiveThreeLines() {
        assertThat(structured("{\"eventType\":\"invalid\"}").refusal())
                .isEqualTo("CloudEvent doesn't validate: "
                        + "Key: 'Event.CloudEventsVersion' Error:Field validation for 'CloudEventsVersion' failed on the 'required' tag\n"
                        + "Key: 'Event.Source' Error:Field validation for 'Source' failed on the 'uri' tag\n"
                        + "Key: 'Event.EventID' Error:Field validation for 'EventID' failed on the 'required' tag");
    }

    @Test
    void aMissingTypeIsTheFirstLine() {
        assertThat(structured(
                                "{\"cloudEventsVersion\":\"0.1\",\"eventType\":\"\",\"eventID\":\"1\",\"source\":\"urn:a:b\"}")
                        .refusal())
                .isEqualTo("CloudEvent doesn't validate: "
                        + "Key: 'Event.EventType' Error:Field validation for 'EventType' failed on the 'required' tag");
    }

    @Test
    void aSourceThatIsNoRequestUriIsOneLine() {
        assertThat(structured("{" + REQUIRED.replace("/s", "NOT URI") + "}").refusal())
                .isEqualTo("CloudEvent doesn't validate: "
                        + "Key: 'Event.Source' Error:Field validation for 'Source' failed on the 'uri' tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "https://serverless.com/a#b", "urn:a:b", "mailto:a@b.c", "/a#b"})
    void aSourceIsAnAbsoluteUriOrPath(String source) {
        assertThat(structured("{" + REQUIRED.replace("/s", source) + "}")
                        .event()
                        .source())
                .isEqualTo(source);
    }

    @Test
    void anUnknownVersionIsRefused_D52() {
        assertThat(structured("{" + REQUIRED.replace("0.1", "0.2") + "}").refusal())
                .isEqualTo("CloudEvent doesn't validate: cloudEventsVersion is \"0.2\": expected 0.1"
                        + " (or an event with specversion 0.3 or 1.0)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"eventTime\":\"2018-04-05T17:31:60Z\"|eventTime is \"2018-04-05T17:31:60Z\": expected RFC 3339",
                "\"eventTime\":5|eventTime is a number: expected a string",
                "\"contentType\":{}|contentType is an object: expected a string",
                "\"extensions\":\"x\"|extensions is a string: expected an object",
                "\"extensions\":{\"a\":1,\"a\":2}|extension \"a\" is there more than once",
                "\"EventId\":\"2\"|member \"EventId\" is there more than once",
                "\"data\":1,\"DATA\":2|member \"DATA\" is there more than once"
            })
    void whatElseIsWrongIsNamed(String members, String reason) {
        assertThat(structured("{" + REQUIRED + "," + members + "}").refusal())
                .startsWith("CloudEvent doesn't validate: " + reason);
    }

    @Test
    void aContentTypeThatCannotBeReadIsNoReasonToRefuse() {
        Event event = structured("{" + REQUIRED + ",\"contentType\":\"text/\",\"data\":\"x\"}")
                .event();

        assertThat(event.contentType()).contains("text/");
        assertThat(event.data().kind()).isEqualTo(EventData.Kind.TEXT);
    }

    @Test
    void endlessExtensionsAreRefused() {
        StringBuilder extensions = new StringBuilder("\"x\":0");
        for (int number = 0; number < 1_000; number++) {
            extensions.append(",\"x").append(number).append("\":0");
        }

        assertThat(structured("{" + REQUIRED + ",\"extensions\":{" + extensions + "}}")
                        .refusal())
                .startsWith("CloudEvent doesn't validate: extensions: an object of more than 1000 members");
    }

    @Test
    void somethingBehindTheEventIsRefused() {
        assertThat(structured("{" + REQUIRED + "}}").refusal()).contains("malformed JSON: expected nothing more");
    }

    @Test
    void halfASurrogatePairInAnAttributeIsReplacedAsInTheOriginal() {
        assertThat(structured("{" + REQUIRED.replace("\"1\"", "\"\\ud800\"") + "}")
                        .json()
                        .get("eventID")
                        .getAsString())
                .isEqualTo("\ufffd");
    }
}
