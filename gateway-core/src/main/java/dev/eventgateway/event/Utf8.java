package dev.eventgateway.event;

/** Which bytes are UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

    private Utf8() {}

    static boolean isValid(byte[] text, int from, int to) {
        int at = from;
        while (at < to) {
            int length = text[at] >= 0 ? 1 : sequence(text, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** {@return how many bytes the character at {@code at} takes, which is none of ASCII; 0 if it is malformed} */
    static int sequence(byte[] text, int at, int to) {
        int lead = text[at] & 0xff;
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (lead < 0xc2 || lead > 0xf4 || at + length > to) {
            return 0;
        }
        int second = text[at + 1] & 0xff;
        if (second < lowestSecond(lead) || second > highestSecond(lead)) {
            return 0;
        }
        for (int next = at + 2; next < at + length; next++) {
            if ((text[next] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static int lowestSecond(int lead) {
        return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    }

    private static int highestSecond(int lead) {
        return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    }
}
