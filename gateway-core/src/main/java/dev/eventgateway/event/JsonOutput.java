package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes JSON as UTF-8 bytes. Puts commas where they are needed; that values and names alternate is up to the caller.
 * Several times as fast as a general writer, which counts: every event that is delivered passes through here.
 */
final class JsonOutput {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ENCODED_AT_ONCE = 3 * 8192;
    private static final char REPLACEMENT = '\uFFFD';

    private byte[] out;
    private int size;

    JsonOutput(int expectedSize) {
        this.out = new byte[expectedSize];
    }

    JsonOutput open(char bracket) {
        return put(bracket);
    }

    JsonOutput close(char bracket) {
        return put(bracket);
    }

    /** Writes a member's name, behind a comma unless it is the first. */
    JsonOutput name(String name) {
        separate();
        return string(name).put(':');
    }

    /** Writes a comma unless an object or array has just been opened. */
    JsonOutput separate() {
        byte last = out[size - 1];
        return last == '{' || last == '[' ? this : put(',');
    }

    /** Writes {@code text} as a JSON string; half a surrogate pair, which UTF-8 cannot carry, becomes U+FFFD. */
    JsonOutput string(String text) {
        put('"');
        int at = plain(text, 0);
        while (at < text.length()) {
            char each = text.charAt(at);
            if (each < 0x80) {
                escaped(each);
                at++;
            } else {
                at += beyondAscii(text, at);
            }
            at = plain(text, at);
        }
        return put('"');
    }

    /** Writes valid UTF-8 as a JSON string. */
    JsonOutput string(byte[] utf8, int from, int to) {
        put('"');
        int at = from;
        while (at < to) {
            int plainFrom = at;
            while (at < to && (utf8[at] < 0 || isPlain((char) utf8[at]))) {
                at++;
            }
            raw(utf8, plainFrom, at);
            if (at < to) {
                escaped((char) utf8[at++]);
            }
        }
        return put('"');
    }

    /** Writes bytes as a string of standard base64; piece by piece, as there may be many. */
    JsonOutput base64(byte[] bytes, int from, int to) {
        put('"');
        for (int at = from; at < to; at += ENCODED_AT_ONCE) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(to, at + ENCODED_AT_ONCE));
            byte[] encoded = Base64.getEncoder().encode(piece);
            raw(encoded, 0, encoded.length);
        }
        return put('"');
    }

    /** Writes what is JSON already. */
    JsonOutput raw(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return raw(bytes, 0, bytes.length);
    }

    /** Writes what is JSON already. */
    JsonOutput raw(byte[] json, int from, int to) {
        room(to - from);
        System.arraycopy(json, from, out, size, to - from);
        size += to - from;
        return this;
    }

    /** Makes room for the last {@code bytes} bytes, and for no more: if they are so many, what was written is not copied at the end. */
    JsonOutput last(int bytes) {
        out = Arrays.copyOf(out, Math.addExact(size, bytes));
        return this;
    }

    /** {@return what was written, without a copy unless much room is left} */
    JsonSpan span() {
        boolean full = size >= out.length - (out.length >> 3);
        return new JsonSpan(full ? out : Arrays.copyOf(out, size), 0, size);
    }

    /** {@return what was written} */
    byte[] bytes() {
        return size == out.length ? out : Arrays.copyOf(out, size);
    }

    /** {@return where what needs no escape, from {@code from} on, ends} Writes it. */
    private int plain(String text, int from) {
        room(text.length() - from);
        byte[] target = out;
        int end = size;
        int at = from;
        while (at < text.length() && isPlain(text.charAt(at))) {
            target[end++] = (byte) text.charAt(at++);
        }
        size = end;
        return at;
    }

    private static boolean isPlain(char each) {
        return each >= 0x20 && each < 0x80 && each != '"' && each != '\\';
    }

    private void escaped(char each) {
        switch (each) {
            case '\n' -> put('\\').put('n');
            case '\r' -> put('\\').put('r');
            case '\t' -> put('\\').put('t');
            case '"', '\\' -> put('\\').put(each);
            default -> raw("\\u00").put((char) HEX[each >> 4]).put((char) HEX[each & 0xf]);
        }
    }

    /** {@return how many chars were written} */
    private int beyondAscii(String text, int at) {
        int point = text.codePointAt(at);
        if (point < 0x800) {
            putByte(0xc0 | (point >> 6));
        } else if (point < 0x10000) {
            point = Character.isSurrogate((char) point) ? REPLACEMENT : point;
            putByte(0xe0 | (point >> 12)).following(point >> 6);
        } else {
            putByte(0xf0 | (point >> 18)).following(point >> 12).following(point >> 6);
        }
        following(point);
        return Character.charCount(point);
    }

    private JsonOutput following(int bits) {
        return putByte(0x80 | (bits & 0x3f));
    }

    private JsonOutput putByte(int each) {
        return put((char) each);
    }

    private JsonOutput put(char each) {
        if (size == out.length) {
            room(1);
        }
        out[size++] = (byte) each;
        return this;
    }

    private void room(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(size, more), out.length + (out.length >> 1)));
        }
    }
}
