package dev.eventgateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void valuesBecomePlainJava() {
        assertThat(Json.parse("{\"a\":[\"text\",true,1.50,{}],\"b\":\"<\\u00e4>\"}"))
                .isEqualTo(Map.of("a", List.of("text", true, new BigDecimal("1.50"), Map.of()), "b", "<ä>"));
        assertThat(Json.parse("[null]")).isEqualTo(Arrays.asList((Object) null));
        assertThat(Json.parse(" null ")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":12345678901234567890.123456789012345678901}",
                "{\"n\":0.10}",
                "{\"n\":-1}",
                "{\"n\":1E+400}",
                "{\"o\":{\"b\":[null,\"\"],\"a\":false},\"t\":\"</script> & \\\" \\\\ ä 😀\"}"
            })
    void whatIsWrittenIsWhatWasRead(String text) {
        Object value = Json.parse(text);
        assertThat(value).isNotNull();
        assertThat(Json.text(Map.of("o", value))).isEqualTo("{\"o\":" + text + "}");
    }

    @Test
    void ofANameWrittenTwiceTheLastOneCounts() {
        assertThat(Json.parse("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", new BigDecimal(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} }", "{}{", "{}\u0000", "{} garbage"})
    void whatFollowsTheFirstValueIsNotLookedAt(String text) {
        assertThat(Json.parse(text)).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void nothingIsTheEnd(String text) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessage("EOF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,", "{\"a", "{\"a\":", "{\"a\":\"b", "tru", "{\"a\":1", "\"\\u12"})
    void aTextThatIsCutOffEndsUnexpectedly(String text) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessage("unexpected EOF");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "{a:1}",
                "{'a':1}",
                "[1,]",
                "{\"a\" 1}",
                "[NaN]",
                "[Infinity]",
                "[01]",
                "[+1]",
                "[TRUE]",
                "//x\n{}",
                "[\"\\q\"]",
                "[\"a\nb\"]",
                "{\"a\"=1}",
                "[1;2]",
                "}"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessageStartingWith("malformed JSON at $");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void depthHasAnEnd(String level) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse(level.repeat(1_000_000)))
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage())).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1e999999999]", "[1e-999999999]", "[1e99999999999999999999]", "[-2E+1001]"})
    void exponentsHaveAnEnd(String text) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Json.parse(text));
    }

    @Test
    void numbersHaveAnEnd() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse("[" + "1".repeat(5_000_000) + "]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"\\ud800\"]", "{\"\\udc00\":1}"})
    void halfACharacterIsRefused(String text) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessageStartingWith("malformed JSON at $");
    }

    @Test
    void messagesShowNothingOfTheValues() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Json.parse("{\"token\":hunter2}"))
                .withMessage("malformed JSON at $.token");
    }

    @Test
    void valuesThatJsonDoesNotHaveAreRefused() {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Json.text(Map.of("a", new Object())));
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Json.text(Map.of("a", Double.NaN)));
        assertThat(Json.text(Map.of("a", 7L))).isEqualTo("{\"a\":7}");
    }
}
