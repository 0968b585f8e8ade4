package dev.eventgateway.kv.consul;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The form of a key's segment that Consul takes in a key and in a URL without any more escaping: what is not a letter
 * or digit of ASCII or one of {@code _.,-} is written as {@code =HH} for each byte of its UTF-8.
 */
final class Segment {

    private static final char ESCAPE = '=';
    private static final String OTHERS = "_.,-";
    private static final String HEXADECIMAL = "0123456789ABCDEF";

    private Segment() {}

    static String escaped(String segment) {
        if (segment.chars().allMatch(Segment::isPlain)) {
            return segment;
        }
        StringBuilder text = new StringBuilder(segment.length() + 16);
        for (byte one : segment.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(one)) {
                text.append((char) one);
            } else {
                text.append(ESCAPE).append(HEXADECIMAL.charAt(one >> 4 & 0xf)).append(HEXADECIMAL.charAt(one & 0xf));
            }
        }
        return text.toString();
    }

    /** {@return the segment that is escaped as {@code text}; empty if there is none} */
    static Optional<String> unescaped(String text) {
        if (text.indexOf(ESCAPE) < 0) {
            return text.chars().allMatch(Segment::isPlain) ? Optional.of(text) : Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != ESCAPE) {
                bytes.write(text.charAt(i));
            } else if (isHexadecimal(text, i + 1) && isHexadecimal(text, i + 2)) {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        // Only what escapes to the same text: otherwise two texts would stand for one segment.
        return Optional.of(bytes.toString(StandardCharsets.UTF_8))
                .filter(segment -> escaped(segment).equals(text));
    }

    private static boolean isHexadecimal(String text, int at) {
        return at < text.length() && HEXADECIMAL.indexOf(text.charAt(at)) >= 0;
    }

    private static boolean isPlain(int character) {
        return isWithin(character, 'a', 'z')
                || isWithin(character, 'A', 'Z')
                || isWithin(character, '0', '9')
                || OTHERS.indexOf(character) >= 0;
    }

    private static boolean isWithin(int character, char first, char last) {
        return character >= first && character <= last;
    }
}
