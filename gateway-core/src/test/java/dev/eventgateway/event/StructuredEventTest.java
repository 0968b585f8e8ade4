package dev.eventgateway.event;

import static dev.eventgateway.event.Sent.structured;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of CloudEvents 1.0 and 0.3 that are one JSON document. */
class StructuredEventTest {

    private static final String REQUIRED = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";
    private static final String REQUIRED_03 = REQUIRED.replace("1.0", "0.3");

    @Test
    void everyAttributeArrives() {
        Event event = structured("{" + REQUIRED + ",\"subject\":\"sub\",\"time\":\"2018-04-05T17:31:00.10+02:00\","
                        + "\"datacontenttype\":\"application/json\",\"dataschema\":\"https://h/s\",\"a\":\"x\",\"b\":true,"
                        + "\"c\":-5,\"data\":{}}")
                .event();

        assertThat(event.specVersion()).isEqualTo(SpecVersion.V1_0);
        assertThat(event.id()).isEqualTo("1");
        assertThat(event.source()).isEqualTo("/s");
        assertThat(event.type()).isEqualTo("t");
        assertThat(event.subject()).contains("sub");
        assertThat(event.time()).contains(Instant.parse("2018-04-05T15:31:00.1Z"));
        assertThat(event.contentType()).contains("application/json");
        assertThat(event.schema()).contains("https://h/s");
        assertThat(event.extensions().keySet()).containsExactly("a", "b", "c");
        assertThat(event.extensions().values())
                .containsExactly(ExtensionValue.of("x"), ExtensionValue.of(true), ExtensionValue.of(-5));
        assertThat(event.extension("c")).contains("-5");
    }

    @Test
    void whatIsDeliveredHasTheSameAttributes() {
        assertThat(structured(
                                "{\"data\":1,\"zext\":\"x\",\"time\":\"2018-04-05t17:31:00.10+02:00\",\"subject\":\"a\\/\\u00e9\","
                                        + "\"dataschema\":\"s\"," + REQUIRED
                                        + ",\"n\":null,\"aext\":false,\"count\":-0,\"datacontenttype\":null}")
                        .delivered())
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"a/é\","
                        + "\"time\":\"2018-04-05t17:31:00.10+02:00\",\"dataschema\":\"s\",\"zext\":\"x\",\"aext\":false,\"count\":0,"
                        + "\"data\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"z\" : 12345678901234567890.12345678901234567890e-5 ,\n\t\"a\":1.0, \"z\":[ ],\"z\":[ ]}",
                "[1,  2]",
                "\"caf\\u00e9 \\ud83d\\ude00 \\/\"",
                "-0.0",
                "9007199254740993",
                "null",
                "true",
                "{}"
            })
    void dataIsPassedThroughByteForByte(String data) {
        Event event = structured("{\"data\" : " + data + " ," + REQUIRED + "}").event();

        assertThat(text(event.structured())).endsWith(",\"data\":" + data + "}");
        assertThat(event.data().kind()).isEqualTo(EventData.Kind.JSON);
        assertThat(event.text()).isEqualTo(data);
        assertThat(event.data().bytes()).isEqualTo(data.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void dataInvalidAsUnicodeButWellFormedAsJsonIsPassedThroughToo() {
        assertThat(structured("{" + REQUIRED + ",\"data\":{\"\\ud800\":\"\\udc00\"}}")
                        .delivered())
                .endsWith("\"data\":{\"\\ud800\":\"\\udc00\"}}");
    }

    @Test
    void noDataStaysNoData() {
        Event event = structured("{" + REQUIRED + "}").event();

        assertThat(event.data().kind()).isEqualTo(EventData.Kind.NONE);
        assertThat(event.text()).isEmpty();
        assertThat(text(event.structured())).isEqualTo("{" + REQUIRED + "}");
    }

    @Test
    void aStringOfAnotherMediaTypeThanJsonIsText() {
        Event event = structured(
                        "{" + REQUIRED + ",\"datacontenttype\":\"text/xml\",\"data\":\"<a b=\\\"\\u0063\\\"\\/>\"}")
                .event();

        assertThat(event.data().kind()).isEqualTo(EventData.Kind.TEXT);
        assertThat(event.text()).isEqualTo("<a b=\"c\"/>");
        assertThat(text(event.data().bytes())).isEqualTo("<a b=\"c\"/>");
        assertThat(text(event.structured())).endsWith("\"data\":\"<a b=\\\"\\u0063\\\"\\/>\"}");
    }

    @Test
    void aStringThatIsJsonIsJson() {
        Event event =
                structured("{" + REQUIRED + ",\"data\":\"I'm just a string\"}").event();

        assertThat(event.data().kind()).isEqualTo(EventData.Kind.JSON);
        assertThat(event.text()).isEqualTo("\"I'm just a string\"");
    }

    @Test
    void binaryDataOfCloudEvents10IsDecodedAndDeliveredAsBase64() {
        Event event = structured("{" + REQUIRED + ",\"datacontenttype\":\"image/png\",\"data_base64\":\"AAH\\/\"}")
                .event();

        assertThat(event.data().kind()).isEqualTo(EventData.Kind.BINARY);
        assertThat(event.data().bytes()).containsExactly(0, 1, 255);
        assertThat(text(event.structured())).endsWith("\"datacontenttype\":\"image/png\",\"data_base64\":\"AAH/\"}");
    }

    @Test
    void binaryDataOfCloudEvents03SaysSoInItsEncoding() {
        Event event = structured("{" + REQUIRED_03 + ",\"datacontentencoding\":\"Base64\",\"data\":\"AAH/\"}")
                .event();

        assertThat(event.specVersion()).isEqualTo(SpecVersion.V0_3);
        assertThat(event.data().bytes()).containsExactly(0, 1, 255);
        assertThat(text(event.structured())).endsWith(",\"datacontentencoding\":\"base64\",\"data\":\"AAH/\"}");
    }

    @Test
    void cloudEvents03HasItsOwnNameForTheSchemaAndTakesAnyExtension() {
        Event event = structured("{" + REQUIRED_03 + ",\"schemaurl\":\"s\",\"map\":{\"a\": 1.50},\"big\":1e400}")
                .event();

        assertThat(event.schema()).contains("s");
        assertThat(event.extension("map")).contains("{\"a\": 1.50}");
        assertThat(text(event.structured())).endsWith(",\"schemaurl\":\"s\",\"map\":{\"a\": 1.50},\"big\":1e400}");
    }

    @Test
    void theSchemaOfOneVersionIsAnExtensionOfTheOther() {
        assertThat(structured("{" + REQUIRED + ",\"schemaurl\":\"s\"}").event().schema())
                .isEmpty();
        assertThat(structured("{" + REQUIRED_03 + ",\"dataschema\":\"s\"}")
                        .event()
                        .extension("dataschema"))
                .contains("s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type"})
    void aRequiredAttributeThatIsMissingNullOrEmptyIsNamed(String name) {
        String found = "CloudEvent doesn't validate: " + name + " is missing or empty: expected ";
        for (String replacement :
                new String[] {"\"x\":", "\"" + name + "\":null,\"x\":", "\"" + name + "\":\"\",\"x\":"}) {
            assertThat(structured("{" + REQUIRED.replace("\"" + name + "\":", replacement) + "}")
                            .refusal())
                    .startsWith(found);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"time\":\"yesterday\"|time is \"yesterday\": expected RFC 3339, for example 2026-01-31T09:30:00Z",
                "\"time\":\"2018-04-05T17:31:60Z\"|time is \"2018-04-05T17:31:60Z\": expected RFC 3339",
                "\"time\":1|time is a number: expected a string",
                "\"subject\":\"\"|subject is missing or empty: expected a non-empty string",
                "\"subject\":{}|subject is an object: expected a string",
                "\"dataschema\":\"a b\"|dataschema is \"a b\": expected a URI reference",
                "\"datacontenttype\":\"text/\"|datacontenttype \"text/\" can't be read: expected token after slash",
                "\"datacontenttype\":\"xyz\"|datacontenttype is \"xyz\": expected type/subtype",
                "\"myExt\":\"x\"|attribute name \"myExt\": expected lower-case letters and digits only",
                "\"my_ext\":\"x\"|attribute name \"my_ext\": expected lower-case letters and digits only",
                "\"\":\"x\"|attribute name \"\": expected lower-case letters and digits only",
                "\"ext\":1.5|ext is \"1.5\": expected a string, a boolean or an integer of 32 bits in CloudEvents 1.0",
                "\"ext\":2147483648|ext is \"2147483648\": expected a string, a boolean or an integer",
                "\"ext\":{\"a\":1}|ext is \"{\"a\":1}\": expected a string, a boolean or an integer",
                "\"ext\":[]|ext is \"[]\": expected a string, a boolean or an integer",
                "\"ext\":\"a\\u0007b\"|ext is \"a\\u0007b\": expected no control characters and no half characters",
                "\"ext\":\"\\ud800\"|ext is \"\ud800\": expected no control characters and no half characters",
                "\"id\":\"2\"|member \"id\" is there more than once",
                "\"a\":1,\"a\":null|member \"a\" is there more than once",
                "\"data\":1,\"data\":1|member \"data\" is there more than once",
                "\"data\":1,\"data_base64\":\"AA==\"|data and data_base64 exclude each other",
                "\"data_base64\":1|data_base64 is a number: expected a string",
                "\"data_base64\":\"A-_=\"|data_base64 is not base64: expected the standard alphabet of RFC 4648"
            })
    void anAttributeThatBreaksARuleIsNamedWithWhatWasFoundAndExpected(String members, String reason) {
        assertThat(structured("{" + REQUIRED + "," + members + "}").refusal())
                .startsWith("CloudEvent doesn't validate: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"datacontentencoding\":\"gzip\",\"data\":\"\"|datacontentencoding is \"gzip\": expected base64",
                "\"datacontentencoding\":\"base64\",\"data\":{}|data is an object: expected a string",
                "\"datacontentencoding\":\"base64\",\"data\":\"!\"|data is not base64",
                "\"data_base64\":\"AA==\"|attribute name \"data_base64\": expected lower-case letters and digits only"
            })
    void cloudEvents03HasItsOwnRulesForBinaryData(String members, String reason) {
        assertThat(structured("{" + REQUIRED_03 + "," + members + "}").refusal())
                .startsWith("CloudEvent doesn't validate: " + reason);
    }

    @Test
    void aSourceThatIsNoUriReferenceIsRefused() {
        assertThat(structured("{" + REQUIRED.replace("/s", "NOT URI") + "}").refusal())
                .isEqualTo("CloudEvent doesn't validate: source is \"NOT URI\": expected a URI reference");
    }

    @ParameterizedTest
    @CsvSource({"1.1, '\"1.1\"'", "0.1, '\"0.1\"'", "0.2, '\"0.2\"'", "'', '\"\"'"})
    void anUnknownVersionIsRefusedWithTheKnownOnes_D52(String version, String found) {
        assertThat(structured("{" + REQUIRED.replace("1.0", version) + "}").refusal())
                .isEqualTo("CloudEvent doesn't validate: specversion is " + found
                        + ": expected \"1.0\" or \"0.3\" (0.1 goes by cloudEventsVersion)");
    }

    @ParameterizedTest
    @CsvSource({"null, null", "1.0, a number", "[], an array"})
    void aVersionThatIsNoStringIsRefused_D52(String version, String found) {
        assertThat(structured("{" + REQUIRED.replace("\"1.0\"", version) + "}").refusal())
                .startsWith("CloudEvent doesn't validate: specversion is " + found + ": expected ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":\"t\",\"id\":\"1\",\"source\":\"/\"}"})
    void anEventOfNoVersionIsToldWhichThereAre(String body) {
        assertThat(structured(body).refusal())
                .isEqualTo("CloudEvent doesn't validate: specversion is missing: expected \"1.0\" or \"0.3\""
                        + " (or cloudEventsVersion \"0.1\")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|expected a JSON object, found the end at byte 0",
                "null|expected a JSON object at byte 0",
                "[]|expected a JSON object at byte 0",
                "{\"specversion\":\"1.0\",}|expected a string at byte 21",
                "{\"specversion\":\"1.0\"}}|expected nothing more at byte 21",
                "{\"specversion\":\"1.0\"} {}|expected nothing more at byte 22",
                "{\"data\":nul}|expected a JSON value at byte 11",
                "{\"data\":\"\t\"}|a control character in a string at byte 9"
            })
    void malformedJsonIsRefusedWithThePlace(String body, String reason) {
        assertThat(structured(body).refusal()).isEqualTo("CloudEvent doesn't validate: malformed JSON: " + reason);
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] body = ("{" + REQUIRED + ",\"data\":\"é\"}").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(structured("").body(body).refusal()).contains("malformed JSON: a byte that is not UTF-8 at byte ");
    }

    @Test
    void endlessNestingIsRefused() {
        assertThat(structured("{" + REQUIRED + ",\"data\":" + "[".repeat(1_000_000))
                        .refusal())
                .contains("nested deeper than 1000 levels");
        assertThat(structured("{" + REQUIRED_03 + ",\"ext\":" + "[".repeat(999) + "]".repeat(999) + "}")
                        .delivered())
                .contains("[]");
    }

    @Test
    void aTypeMayHave255CharactersOfAnyKindButNoMore() {
        String longest = "größe/*:".repeat(31) + "1234567";

        assertThat(structured("{" + REQUIRED.replace("\"t\"", '"' + longest + '"') + "}")
                        .event()
                        .type())
                .isEqualTo(longest);
        assertThat(structured("{" + REQUIRED.replace("\"t\"", '"' + longest + "8\"") + "}")
                        .refusal())
                .isEqualTo("CloudEvent doesn't validate: type is 256 characters long: expected at most 255");
    }

    @Test
    void whatARefusalQuotesIsCut() {
        assertThat(structured("{" + REQUIRED + ",\"time\":\"" + "x".repeat(1_000_000) + "\"}")
                        .refusal())
                .hasSizeLessThan(250)
                .contains("xxx…\"");
    }

    @Test
    void base64WithoutPaddingIsTaken() {
        assertThat(structured("{" + REQUIRED + ",\"data_base64\":\"AA\"}")
                        .event()
                        .data()
                        .bytes())
                .isEqualTo(Base64.getDecoder().decode("AA=="));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
