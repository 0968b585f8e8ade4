package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Bytes with a few random changes, of the kind that finds the edges of a parser. */
final class Mutation {

    private static final byte[] INTERESTING =
            "{}[]\":,\\/'-+.eE0189ntfu \t\n\r%;=&#?*aA\u0000\u007f".getBytes(StandardCharsets.US_ASCII);

    private Mutation() {}

    static byte[] of(byte[] seed, Random random) {
        byte[] text = seed.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            text = changed(text, random);
        }
        return text;
    }

    static String of(String seed, Random random) {
        return new String(of(seed.getBytes(StandardCharsets.ISO_8859_1), random), StandardCharsets.ISO_8859_1);
    }

    private static byte[] changed(byte[] text, Random random) {
        if (text.length == 0) {
            return new byte[] {any(random)};
        }
        int at = random.nextInt(text.length);
        int to = Math.min(text.length, at + 1 + random.nextInt(8));
        return switch (random.nextInt(5)) {
            case 0 -> joined(Arrays.copyOf(text, at), Arrays.copyOfRange(text, to, text.length));
            case 1 -> joined(Arrays.copyOf(text, to), Arrays.copyOfRange(text, at, text.length));
            case 2 -> Arrays.copyOf(text, at);
            case 3 -> joined(joined(Arrays.copyOf(text, at), any(random)), Arrays.copyOfRange(text, at, text.length));
            default ->
                joined(joined(Arrays.copyOf(text, at), any(random)), Arrays.copyOfRange(text, at + 1, text.length));
        };
    }

    private static byte any(Random random) {
        return random.nextBoolean() ? INTERESTING[random.nextInt(INTERESTING.length)] : (byte) random.nextInt(256);
    }

    private static byte[] joined(byte[] first, byte... second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
