package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written can be read again. */
class JsonOutputTest {

    @Test
    void everyCharacterSurvives() {
        StringBuilder all = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                all.appendCodePoint(point);
            }
        }
        String text = all.toString();

        assertThat(read(new JsonOutput(1).string(text))).isEqualTo(text);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(read(new JsonOutput(1).string(utf8, 0, utf8.length))).isEqualTo(text);
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacter() {
        assertThat(read(new JsonOutput(1).string("a\ud800b\udc00"))).isEqualTo("a\ufffdb\ufffd");
        assertThat(read(new JsonOutput(1).string("\ud83d"))).isEqualTo("\ufffd");
    }

    @Test
    void onlyWhatMustBeEscapedIs() {
        assertThat(new String(
                        new JsonOutput(4)
                                .string("</a>&\u2028\"\\\n\r\t\b\u007f")
                                .bytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("\"</a>&\u2028\\\"\\\\\\n\\r\\t\\u0008\u007f\"");
    }

    @Test
    void bytesBecomeStandardBase64() {
        Random random = new Random(7);
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String encoded = read(new JsonOutput(1).base64(bytes, 0, length));
            assertThat(Base64.getDecoder().decode(encoded)).isEqualTo(bytes);
        }
    }

    @Test
    void commasStandBetweenMembersAndElementsOnly() {
        JsonOutput out = new JsonOutput(1).open('{');
        out.name("a").open('[').separate().raw("1").separate().raw("{}").close(']');
        out.name("b").open('{').close('}');
        out.name("[").string("{");
        out.name("c").raw("null").close('}');

        assertThat(new String(out.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":[1,{}],\"b\":{},\"[\":\"{\",\"c\":null}");
    }

    private static String read(JsonOutput out) {
        byte[] bytes = out.bytes();
        assertThat(JsonScanner.isValue(bytes)).isTrue();
        return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsString();
    }
}
