package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Undoes percent-encoding once. A percent sign that no two hexadecimal digits follow stands for itself. */
final class PercentDecoding {

    private PercentDecoding() {}

    /** {@return {@code path} decoded; what is no UTF-8 then becomes U+FFFD} */
    static String path(String path) {
        return path.indexOf('%') < 0 ? path : new String(decoded(path), StandardCharsets.UTF_8);
    }

    /** {@return a name or value of a query decoded: {@code +} is a space} */
    static String query(String part) {
        return path(part.replace('+', ' '));
    }

    /** {@return {@code value} decoded; empty if that is no UTF-8} */
    static Optional<String> strict(String value) {
        if (value.indexOf('%') < 0) {
            return Optional.of(value);
        }
        byte[] bytes = decoded(value);
        return Utf8.isValid(bytes, 0, bytes.length)
                ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static byte[] decoded(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        int size = 0;
        for (int at = 0; at < in.length; at++) {
            int value = in[at] == '%' && at + 2 < in.length ? hexPair(in, at + 1) : -1;
            in[size++] = value < 0 ? in[at] : (byte) value;
            at += value < 0 ? 0 : 2;
        }
        return Arrays.copyOf(in, size);
    }

    private static int hexPair(byte[] in, int at) {
        int high = Character.digit(in[at], 16);
        int low = Character.digit(in[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
