package dev.eventgateway.routing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Percent-encoding in paths. What is no valid encoding of UTF-8 is taken literally, and {@code +} is a plus sign. */
final class PercentEncoding {

    private static final int WIDTH = "%41".length();

    private PercentEncoding() {}

    /** {@return {@code text} with its percent-encoded characters decoded} */
    static String decoded(String text) {
        int first = text.indexOf('%');
        return first < 0 ? text : decoded(text, first);
    }

    private static String decoded(String text, int first) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, first);
        int at = first;
        while (at < text.length()) {
            int end = endOfOctets(text, at);
            if (end == at) {
                out.append(text.charAt(at));
                at++;
            } else {
                out.append(decodedOctets(text, at, end, utf8));
                at = end;
            }
        }
        return out.toString();
    }

    /** Decodes {@code %41%42…}; of octets that are not UTF-8 the text stays, so that different paths stay different. */
    private static CharBuffer decodedOctets(String text, int from, int to, CharsetDecoder utf8) {
        ByteBuffer octets = octets(text, from, to);
        CharBuffer out = CharBuffer.allocate(to - from);
        while (octets.hasRemaining()) {
            CoderResult result = utf8.decode(octets, out, true);
            if (result.isMalformed()) {
                int literal = from + octets.position() * WIDTH;
                out.put(text, literal, literal + result.length() * WIDTH);
                octets.position(octets.position() + result.length());
            }
        }
        return out.flip();
    }

    private static ByteBuffer octets(String text, int from, int to) {
        ByteBuffer octets = ByteBuffer.allocate((to - from) / WIDTH);
        for (int at = from; at < to; at += WIDTH) {
            octets.put((byte) (digit(text, at + 1) << 4 | digit(text, at + 2)));
        }
        return octets.flip();
    }

    private static int endOfOctets(String text, int from) {
        int end = from;
        while (isOctet(text, end)) {
            end += WIDTH;
        }
        return end;
    }

    private static boolean isOctet(String text, int at) {
        return at + WIDTH <= text.length()
                && text.charAt(at) == '%'
                && digit(text, at + 1) >= 0
                && digit(text, at + 2) >= 0;
    }

    /** {@return the value of a hexadecimal digit, -1 if it is none} */
    private static int digit(String text, int at) {
        char character = text.charAt(at);
        return character < 0x80 ? Character.digit(character, 16) : -1;
    }
}
