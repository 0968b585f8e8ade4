package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One well-formed JSON value within a larger text, exactly as written there. A view: the bytes are shared. */
final class JsonSpan {

    private final byte[] text;
    private final int from;
    private final int to;

    JsonSpan(byte[] text, int from, int to) {
        this.text = text;
        this.from = from;
        this.to = to;
    }

    byte[] text() {
        return text;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean endsWith(byte[] end) {
        int start = to - end.length;
        return start >= from && Arrays.equals(text, start, to, end, 0, end.length);
    }

    boolean isString() {
        return text[from] == '"';
    }

    boolean isNull() {
        return text[from] == 'n';
    }

    boolean isObject() {
        return text[from] == '{';
    }

    boolean isBoolean() {
        return text[from] == 't' || text[from] == 'f';
    }

    boolean isNumber() {
        return text[from] == '-' || (text[from] >= '0' && text[from] <= '9');
    }

    /** {@return what this is, in words, for messages} */
    String kind() {
        return switch (text[from]) {
            case '"' -> "a string";
            case '{' -> "an object";
            case '[' -> "an array";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> "a number";
        };
    }

    /** {@return the JSON text as written} */
    String json() {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    /** {@return the content of the string that this is, unescaped; half a surrogate pair stays half a pair} */
    String string() {
        String content = new String(text, from + 1, to - from - 2, StandardCharsets.UTF_8);
        return content.indexOf('\\') < 0 ? content : unescaped(content);
    }

    private static String unescaped(String content) {
        StringBuilder out = new StringBuilder(content.length());
        int at = 0;
        while (at < content.length()) {
            char each = content.charAt(at++);
            if (each != '\\') {
                out.append(each);
                continue;
            }
            char escape = content.charAt(at++);
            if (escape == 'u') {
                out.append((char) Integer.parseInt(content, at, at + 4, 16));
                at += 4;
            } else {
                out.append(meaning(escape));
            }
        }
        return out.toString();
    }

    private static char meaning(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
