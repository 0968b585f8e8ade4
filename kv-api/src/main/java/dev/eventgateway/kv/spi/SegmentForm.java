package dev.eventgateway.kv.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * The form of a key's segment in a store that does not take every character: one that it does not take is written as
 * {@code =HH} for each byte of its UTF-8, in upper case, and so is {@code =} itself. No two segments have the same form.
 */
public final class SegmentForm {

    private static final String ESCAPE = "=";
    private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

    private final IntPredicate plain;

    /**
     * @param plain whether the store takes a character as it is, told by its code point; asked of any but {@code =}
     */
    public SegmentForm(IntPredicate plain) {
        this.plain = character -> character != '=' && plain.test(character);
    }

    /** {@return how {@code segment} is written} */
    public String escaped(String segment) {
        if (isPlain(segment)) {
            return segment;
        }
        StringBuilder text = new StringBuilder(segment.length() + 16);
        segment.codePoints().forEach(character -> append(character, text));
        return text.toString();
    }

    /** {@return the only text that is written as {@code text}; empty if there is none} It need not be a segment. */
    public Optional<String> unescaped(String text) {
        if (isPlain(text)) {
            return Optional.of(text);
        }
        // Only what is written so: otherwise two forms would stand for one segment.
        return decoded(text).filter(segment -> escaped(segment).equals(text));
    }

    private boolean isPlain(String text) {
        return text.codePoints().allMatch(plain);
    }

    private void append(int character, StringBuilder text) {
        if (plain.test(character)) {
            text.appendCodePoint(character);
            return;
        }
        for (byte one : utf8(Character.toString(character))) {
            text.append(ESCAPE).append(HEXADECIMAL.toHexDigits(one));
        }
    }

    private static Optional<String> decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        String[] parts = text.split(ESCAPE, -1);
        bytes.writeBytes(utf8(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i];
            if (part.length() < 2 || !HexFormat.isHexDigit(part.charAt(0)) || !HexFormat.isHexDigit(part.charAt(1))) {
                return Optional.empty();
            }
            bytes.write(HexFormat.fromHexDigits(part, 0, 2));
            bytes.writeBytes(utf8(part.substring(2)));
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
