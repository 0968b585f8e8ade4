package dev.eventgateway.event;

import static dev.eventgateway.event.Sent.binary;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of CloudEvents 1.0 and 0.3 whose attributes are headers. */
class BinaryEventTest {

    private static final String DELIVERED = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

    @Test
    void everyAttributeArrives() {
        assertThat(binary().header("ce-time", "2018-04-05T17:31:00Z")
                        .header("Ce-Subject", "a")
                        .header("CE-DATASCHEMA", "s")
                        .header("ce-myExtension", "5")
                        .type("application/json; charset=utf-8")
                        .body("{}")
                        .delivered())
                .isEqualTo(DELIVERED + ",\"subject\":\"a\",\"time\":\"2018-04-05T17:31:00Z\","
                        + "\"datacontenttype\":\"application/json; charset=utf-8\",\"dataschema\":\"s\",\"myextension\":\"5\","
                        + "\"data\":{}}");
    }

    @Test
    void anEventOfCloudEvents03StaysOne() {
        assertThat(Sent.request()
                        .header("ce-specversion", "0.3")
                        .header("ce-id", "1")
                        .header("ce-source", "/s")
                        .header("ce-type", "t")
                        .header("ce-schemaurl", "s")
                        .type("image/png")
                        .body(new byte[] {0, 1, -1})
                        .delivered())
                .isEqualTo(
                        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"datacontenttype\":\"image/png\","
                                + "\"schemaurl\":\"s\",\"datacontentencoding\":\"base64\",\"data\":\"AAH/\"}");
    }

    @Test
    void noBodyIsNoData() {
        assertThat(binary().delivered()).isEqualTo(DELIVERED + "}");
        assertThat(binary().type("text/plain").delivered())
                .isEqualTo(DELIVERED + ",\"datacontenttype\":\"text/plain\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " { \"z\" : 12345678901234567890.12 , \"a\":1.0, \"z\":0}\r\n",
                "[1,  2]",
                "\"text\"",
                "12345678901234567890",
                "null",
                "false"
            })
    void anyJsonIsPassedThroughByteForByte_D17_D18(String json) {
        for (String type : new String[] {"application/json", "application/json; charset=utf-8", "application/x+json"}) {
            Event event = binary().type(type).body(json).event();

            assertThat(event.data().kind()).isEqualTo(EventData.Kind.JSON);
            assertThat(new String(event.structured(), StandardCharsets.UTF_8)).endsWith(",\"data\":" + json + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}}", "}", "{\"a\":1},\"id\":\"2\"", "nul", "\"\n\"", "{} {}", "\ufeff{}"})
    void whatIsDeclaredJsonButIsNoneIsDeliveredAsBytes(String body) {
        Event event = binary().type("application/json").body(body).event();

        assertThat(event.data().kind()).isEqualTo(EventData.Kind.BINARY);
        assertThat(new String(event.data().bytes(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(JsonScanner.isValue(event.structured())).isTrue();
        assertThat(binary().type("application/json").body(body).json().has("data_base64"))
                .isTrue();
    }

    @Test
    void jsonNestedTooDeepIsDeliveredAsBytes() {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);

        assertThat(binary().type("application/json").body(deep).event().data().kind())
                .isEqualTo(EventData.Kind.BINARY);
    }

    @Test
    void textIsText_D19() {
        assertThat(binary().type("text/plain").body("é \"x\"\n").delivered()).endsWith(",\"data\":\"é \\\"x\\\"\\n\"}");
    }

    @ParameterizedTest
    @CsvSource({"iso-8859-1, ISO-8859-1", "utf-16le, UTF-16LE", "\"UTF-8\", UTF-8"})
    void textIsReadInItsCharset_D19(String declared, String actual) throws Exception {
        assertThat(binary().type("text/html; charset=" + declared)
                        .body("é€".getBytes(actual))
                        .event()
                        .text())
                .isEqualTo(new String("é€".getBytes(actual), actual));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/plain; charset=us-ascii", "text/plain; charset=klingon"})
    void textThatItsCharsetCannotReadIsDeliveredAsBytes(String type) {
        Event event = binary().type(type).body(new byte[] {'a', -1}).event();

        assertThat(event.data().kind()).isEqualTo(EventData.Kind.BINARY);
        assertThat(event.data().bytes()).containsExactly('a', -1);
    }

    @Test
    void formsAreText_D17() {
        assertThat(binary().type("application/x-www-form-urlencoded; charset=utf-8")
                        .body("a=b&c=d")
                        .delivered())
                .endsWith(",\"data\":\"a=b&c=d\"}");
        assertThat(binary().type("multipart/form-data; boundary=x")
                        .body("--x\r\n")
                        .delivered())
                .endsWith(",\"data\":\"--x\\r\\n\"}");
    }

    @Test
    void everythingElseIsBytes() {
        assertThat(binary().type("image/png").body(new byte[] {0, 1, -1}).delivered())
                .endsWith("\"datacontenttype\":\"image/png\",\"data_base64\":\"AAH/\"}");
    }

    @Test
    void aBodyWithoutMediaTypeIsBytesAndSaysSo() {
        assertThat(binary().body("{}").delivered())
                .endsWith(",\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"e30=\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "Euro%20%E2%82%AC%20%F0%9F%98%80, Euro € 😀",
        "%e2%82%ac, €",
        "100%, 100%",
        "100%25, 100%",
        "a+b, a+b",
        "\"quoted \\\"and\\\" %20\\\\\", quoted \"and\"  \\",
        "\"\"\"\"\"\", \"\"\"\"",
        "\", \""
    })
    void headerValuesAreUnquotedAndDecodedOnce(String header, String value) {
        assertThat(binary().header("ce-subject", header).event().subject()).contains(value);
    }

    @Test
    void aUriWhosePercentSignsWereNotEncodedIsTakenAsSent() {
        assertThat(binary().header("ce-dataschema", "/a%20b").event().schema()).contains("/a%20b");
        assertThat(binary().header("ce-dataschema", "/a%2520b").event().schema())
                .contains("/a%20b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type"})
    void aRequiredAttributeThatIsMissingIsNamed(String name) {
        Sent sent = Sent.request().header("ce-specversion", "1.0");
        for (String each : new String[] {"id", "source", "type"}) {
            if (!each.equals(name)) {
                sent.header("ce-" + each, "x");
            }
        }

        assertThat(sent.refusal())
                .startsWith("CloudEvent doesn't validate: " + name + " is missing or empty: expected ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ce-time|now|time is \"now\": expected RFC 3339",
                "ce-x-foo|1|attribute name \"x-foo\": expected lower-case letters and digits only",
                "ce-|1|attribute name \"\": expected lower-case letters and digits only",
                "ce-data|1|attribute name \"data\" is reserved",
                "ce-data_base64|1|attribute name \"data_base64\": expected lower-case letters and digits only",
                "ce-datacontenttype|text/plain|ce-datacontenttype can't be a header: Content-Type is it",
                "ce-id|2|ce-id is there 2 times: expected once",
                "ce-subject|%C0%A0|ce-subject is \"%C0%A0\": expected percent-encoded UTF-8",
                "ce-subject|a%0Ab|subject is \"a\\u000ab\": expected no control characters",
                "Content-Type|xyz|Content-Type is \"xyz\": expected type/subtype",
                "ce-dataschema|a b|dataschema is \"a b\": expected a URI reference"
            })
    void aHeaderThatBreaksARuleIsNamedWithWhatWasFoundAndExpected(String name, String value, String reason) {
        assertThat(binary().header(name, value).refusal()).startsWith("CloudEvent doesn't validate: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "0.1", "0.2", "", "%31"})
    void anUnknownVersionIsRefusedWithTheKnownOnes_D52(String version) {
        assertThat(Sent.request().header("ce-specversion", version).refusal())
                .endsWith("expected 1.0 or 0.3 (0.1 goes by CE-CloudEventsVersion)");
    }

    @Test
    void cloudEvents03MaySendItsBodyAsBase64() {
        Sent sent = Sent.request()
                .header("ce-specversion", "0.3")
                .header("ce-id", "1")
                .header("ce-source", "/s")
                .header("ce-type", "t")
                .type("application/json");

        assertThat(sent.header("ce-datacontentencoding", "base64")
                        .body("eyJhIjoxfQ==")
                        .delivered())
                .endsWith(",\"datacontenttype\":\"application/json\",\"data\":{\"a\":1}}");
        assertThat(sent.body("{}").refusal()).contains("the body is not base64");
    }
}
