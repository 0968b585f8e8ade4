package dev.eventgateway.kv.zookeeper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The form of a key's segment that ZooKeeper takes as (part of) a node's name: what it refuses is written as {@code
 * =HH} for each byte of its UTF-8, and so is {@code =} itself.
 */
final class Segment {

    private static final char ESCAPE = '=';
    private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

    private Segment() {}

    static String escaped(String segment) {
        if (segment.codePoints().allMatch(Segment::isPlain)) {
            return segment;
        }
        StringBuilder name = new StringBuilder();
        segment.codePoints().forEach(character -> append(character, name));
        return name.toString();
    }

    /** {@return the segment that is escaped as {@code name}; empty if there is none} */
    static Optional<String> unescaped(String name) {
        return decoded(name)
                .filter(segment -> isSegment(segment) && escaped(segment).equals(name));
    }

    private static void append(int character, StringBuilder name) {
        if (isPlain(character)) {
            name.append((char) character);
        } else {
            for (byte one : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                name.append(ESCAPE).append(HEXADECIMAL.toHexDigits(one));
            }
        }
    }

    private static Optional<String> decoded(String name) {
        if (name.indexOf(ESCAPE) < 0) {
            return Optional.of(name);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != ESCAPE) {
                bytes.writeBytes(name.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            } else if (i + 2 < name.length() && isHexadecimal(name, i + 1) && isHexadecimal(name, i + 2)) {
                bytes.write(Integer.parseInt(name, i + 1, i + 3, 16));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private static boolean isSegment(String text) {
        return !text.isEmpty() && !text.equals(".") && !text.equals("..");
    }

    private static boolean isHexadecimal(String name, int at) {
        return Character.digit(name.charAt(at), 16) >= 0;
    }

    /** What the ZooKeeper client's path check lets through. */
    private static boolean isPlain(int character) {
        return character != ESCAPE
                && character > 0x1f
                && (character < 0x7f || character > 0x9f)
                && (character < 0xd800 || character > 0xf8ff)
                && character < 0xfff0;
    }
}
