package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as JSON, and where its members stand. */
class JsonScannerTest {

    private static final JsonFactory JACKSON = new JsonFactory();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "10",
                "-1.5e+10",
                "1E5",
                "0.0",
                "\"\"",
                "\"a\\\"b\\u00e9\\/\"",
                "{}",
                "[]",
                " [ 1 , {\"a\" : [ ] , \"a\":{}} ]\r\n\t",
                "[[[]],{},\"é😀\"]",
                "\"\\ud800\"",
                "12345678901234567890.5"
            })
    void anyJsonValueIsOne(String text) {
        assertThat(JsonScanner.isValue(utf8(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "nullx",
                "True",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "NaN",
                "Infinity",
                "'a'",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u123",
                "\"\n\"",
                "\"\u0001\"",
                "{",
                "}",
                "[",
                "]",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1]",
                "[1}",
                "[]]",
                "{} {}",
                "1 2",
                "// c\n1",
                "\"a\" b",
                "\u00a01",
                "[1:2]"
            })
    void anythingElseIsNone(String text) {
        assertThat(JsonScanner.isValue(utf8(text))).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8AreNoJson() {
        for (byte[] broken : List.of(
                bytes(0xff),
                bytes(0x80),
                bytes(0xc0, 0xaf),
                bytes(0xc3),
                bytes(0xe0, 0x80, 0x80),
                bytes(0xed, 0xa0, 0x80),
                bytes(0xf0, 0x80, 0x80, 0x80),
                bytes(0xf4, 0x90, 0x80, 0x80),
                bytes(0xf5, 0x80, 0x80, 0x80),
                bytes(0xe2, 0x82))) {
            assertThat(JsonScanner.isValue(quoted(broken))).isFalse();
            assertThat(Utf8.isValid(broken, 0, broken.length)).isFalse();
        }
    }

    @Test
    void whatIsNestedTooDeepIsRefusedAndTakesNoStack() {
        assertThat(JsonScanner.isValue(utf8("[".repeat(1_000) + "]".repeat(1_000))))
                .isTrue();
        assertThat(JsonScanner.isValue(utf8("[".repeat(1_001) + "]".repeat(1_001))))
                .isFalse();
        assertThat(JsonScanner.isData(utf8("[".repeat(998) + "]".repeat(998)))).isTrue();
        assertThat(JsonScanner.isData(utf8("[".repeat(999) + "]".repeat(999)))).isFalse();
        assertThat(JsonScanner.isValue(utf8("[".repeat(5_000_000)))).isFalse();
        assertThat(JsonScanner.isValue(utf8("{\"a\":".repeat(1_000_000)))).isFalse();
    }

    @Test
    void membersAreFoundInOrderWithTheirExactText() {
        byte[] text = utf8(" { \"a\\u0062\" : [1,  2] ,\"c\":\"x\\\"y\", \"a\\u0062\":1.0e2}\n");

        List<JsonMember> members = JsonScanner.members(text, 0, text.length);

        assertThat(members).extracting(JsonMember::name).containsExactly("ab", "c", "ab");
        assertThat(members)
                .extracting(member -> member.value().json())
                .containsExactly("[1,  2]", "\"x\\\"y\"", "1.0e2");
        assertThat(members.get(1).value().string()).isEqualTo("x\"y");
    }

    @Test
    void everyEscapeMeansItsCharacter() {
        byte[] text = utf8("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac\\ud83d\\ude00\"}");

        assertThat(JsonScanner.members(text, 0, text.length).get(0).value().string())
                .isEqualTo("\"\\/\b\f\n\r\t€😀");
    }

    @Test
    void aRefusalSaysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> members("{\"a\" 1}")).hasMessage("expected : behind a name at byte 5");
        assertThatThrownBy(() -> members("[1]")).hasMessage("expected a JSON object at byte 0");
        assertThatThrownBy(() -> members("{\"a\":1")).hasMessage("expected , or }, found the end at byte 6");
        assertThatThrownBy(() -> members("{} x")).hasMessage("expected nothing more at byte 3");
    }

    @Test
    void anObjectOfEndlessMembersIsRefused() {
        String members = "\"a\":1,".repeat(1_000);

        assertThat(members("{" + members.substring(0, members.length() - 1) + "}"))
                .hasSize(1_000);
        assertThatThrownBy(() -> members("{" + members + "\"b\":1}")).hasMessageContaining("more than 1000 members");
    }

    @Test
    void itAgreesWithAnotherParserOnMutatedText() throws IOException {
        Random random = new Random(20_261);
        String seed = "{\"a\":[1,-2.5e3,true,null,\"x\\n\\u00e9é😀\"],\"b\":{\"c\":{}, \"d\":[[]]},\"\":0}";
        for (int round = 0; round < 200_000; round++) {
            byte[] text = Mutation.of(utf8(seed), random);
            assertThat(JsonScanner.isValue(text))
                    .as("%s", new String(text, StandardCharsets.UTF_8))
                    .isEqualTo(isValueToJackson(text));
        }
    }

    /** Jackson guesses the encoding and is lenient about UTF-8 outside of strings; so that is asked of the JDK. */
    private static boolean isValueToJackson(byte[] text) throws IOException {
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return false;
        }
        try (JsonParser parser = JACKSON.createParser(decoded)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return !parser.currentToken().isStructStart() && parser.nextToken() == null;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return false;
        }
    }

    private static List<JsonMember> members(String text) {
        byte[] bytes = utf8(text);
        return JsonScanner.members(bytes, 0, bytes.length);
    }

    private static byte[] quoted(byte[] content) {
        byte[] text = new byte[content.length + 2];
        text[0] = '"';
        System.arraycopy(content, 0, text, 1, content.length);
        text[text.length - 1] = '"';
        return text;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int at = 0; at < values.length; at++) {
            bytes[at] = (byte) values[at];
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
