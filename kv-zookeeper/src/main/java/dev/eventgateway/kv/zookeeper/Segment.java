package dev.eventgateway.kv.zookeeper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The form of a key's segment that ZooKeeper takes as (part of) a node's name: what it refuses is written as {@code =HH}
 * for each byte of its UTF-8, and so is {@code =} itself.
 */
final class Segment {

    private static final char ESCAPE = '=';

    private Segment() {}

    static String escaped(String segment) {
        StringBuilder name = new StringBuilder();
        segment.codePoints().forEach(character -> {
            if (isPlain(character)) {
                name.append((char) character);
            } else {
                for (byte one : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    name.append(String.format("=%02X", one));
                }
            }
        });
        return name.toString();
    }

    /** {@return the segment that is escaped as {@code name}; empty if there is none} */
    static Optional<String> unescaped(String name) {
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
        String segment = bytes.toString(StandardCharsets.UTF_8);
        return isSegment(segment) && escaped(segment).equals(name) ? Optional.of(segment) : Optional.empty();
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
