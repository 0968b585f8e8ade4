package dev.eventgateway.event;

import static dev.eventgateway.event.Sent.firstDraft;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of CloudEvents 0.1 whose attributes are headers. */
class FirstDraftBinaryEventTest {

    private static final String DELIVERED =
            "{\"eventType\":\"t\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\"";

    @Test
    void everyAttributeArrives() {
        assertThat(firstDraft()
                        .header("CE-EventTypeVersion", "2")
                        .header("ce-eventtime", "2018-04-05T17:31:00.500Z")
                        .header("CE-SchemaURL", "u")
                        .type("application/json; charset=utf-8")
                        .body("{\"a\": 1.0}")
                        .delivered())
                .isEqualTo(
                        "{\"eventType\":\"t\",\"eventTypeVersion\":\"2\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\","
                                + "\"eventID\":\"1\",\"eventTime\":\"2018-04-05T17:31:00.5Z\",\"schemaURL\":\"u\","
                                + "\"contentType\":\"application/json; charset=utf-8\",\"data\":{\"a\": 1.0}}");
    }

    @ParameterizedTest
    @CsvSource({
        "CE-X-MyExtension, myextension",
        "CE-X-Foo-Bar, foo-Bar",
        "CE-X-Custom, custom",
        "ce-x-custom, custom",
        "CE-X-C, c",
        "CE-X-X-Ce, x-Ce"
    })
    void thePrefixOfAnExtensionIsTakenAsAPrefix_D16(String header, String name) {
        assertThat(firstDraft().header(header, "v").delivered())
                .isEqualTo(DELIVERED + ",\"extensions\":{\"" + name + "\":\"v\"},\"data\":\"\"}");
    }

    @Test
    void anExtensionWithoutNameIsRefused_D16() {
        assertThat(firstDraft().header("CE-X-", "v").refusal())
                .isEqualTo("CloudEvent doesn't validate: header CE-X- names no extension");
    }

    @Test
    void anEmptyBodyIsAnEmptyString() {
        assertThat(firstDraft().delivered()).isEqualTo(DELIVERED + ",\"data\":\"\"}");
        assertThat(firstDraft().type("application/json").delivered())
                .isEqualTo(DELIVERED + ",\"contentType\":\"application/json\",\"data\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json; charset=utf-8|{ \"a\":12345678901234567890}|{ \"a\":12345678901234567890}",
                "application/json|[1, 2.0]|[1, 2.0]",
                "application/json|null|null",
                "application/json|\"x\"|\"x\"",
                "application/vnd.x+json|{}|{}",
                "text/plain; charset=utf-8|a\"b|\"a\\\"b\"",
                "application/x-www-form-urlencoded; charset=utf-8|a=b|\"a=b\"",
                "multipart/form-data; boundary=x|--x|\"--x\"",
                "application/json|{|\"ew==\"",
                "application/octet-stream|{}|\"e30=\"",
                "image/png|abc|\"YWJj\""
            })
    void theBodyIsWhatItsMediaTypeSays_D17_D18_D19(String type, String body, String data) {
        assertThat(firstDraft().type(type).body(body).delivered())
                .isEqualTo(DELIVERED + ",\"contentType\":\"" + type + "\",\"data\":" + data + "}");
    }

    @Test
    void aBodyWithoutMediaTypeIsBytes() {
        assertThat(firstDraft().body("{}").delivered()).isEqualTo(DELIVERED + ",\"data\":\"e30=\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CE-Source|NOT URI|Key: 'Event.Source' Error:Field validation for 'Source' failed on the 'uri' tag",
                "CE-EventTime|now|eventTime is \"now\": expected RFC 3339",
                "CE-CloudEventsVersion|1.0|cloudEventsVersion is \"1.0\": expected 0.1"
            })
    void aHeaderThatBreaksARuleIsNamed(String name, String value, String reason) {
        Sent sent = Sent.request();
        Headers.Builder headers = Headers.builder();
        headers.set("CE-EventType", "t")
                .set("CE-CloudEventsVersion", "0.1")
                .set("CE-Source", "/s")
                .set("CE-EventID", "1")
                .set(name, value)
                .build()
                .forEach((each, values) -> sent.header(each, values.get(0)));

        assertThat(sent.refusal()).startsWith("CloudEvent doesn't validate: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "%", "\"x\""})
    void valuesAreTakenAsTheyAre(String value) {
        assertThat(firstDraft().header("CE-X-Ext", value).event().extension("ext"))
                .contains(value);
    }
}
