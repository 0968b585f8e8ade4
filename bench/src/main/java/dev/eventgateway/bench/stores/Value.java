package dev.eventgateway.bench.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/** Values of 300 bytes, each with a number that tells it from the others. */
final class Value {

    static final int BYTES = 300;

    private static final int DIGITS = 10;
    private static final String REST = "x".repeat(BYTES - DIGITS);

    private Value() {}

    static String text(int number) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number) + REST;
    }

    static byte[] bytes(int number) {
        return text(number).getBytes(US_ASCII);
    }

    static int number(String value) {
        return Integer.parseInt(value, 0, DIGITS, 10);
    }
}
