package dev.eventgateway.event;

/** A set of ASCII characters; asking it takes a shift and a mask. */
final class AsciiSet {

    private static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /** What names in HTTP are made of (RFC 9110, token). */
    static final AsciiSet TOKEN = alphanumericAnd("!#$%&'*+-.^_`|~");

    private final long low;
    private final long high;

    private AsciiSet(String members) {
        long lower = 0;
        long upper = 0;
        for (int at = 0; at < members.length(); at++) {
            long bit = 1L << members.charAt(at);
            lower |= members.charAt(at) < 64 ? bit : 0;
            upper |= members.charAt(at) < 64 ? 0 : bit;
        }
        this.low = lower;
        this.high = upper;
    }

    static AsciiSet alphanumericAnd(String others) {
        return new AsciiSet(ALPHANUMERIC + others);
    }

    boolean contains(char each) {
        long word = each < 64 ? low : high;
        return each < 128 && (word >>> each & 1) != 0;
    }
}
