package dev.eventgateway.server.http;

/** What names and values of headers may be made of, in either version of HTTP. */
public final class HeaderSyntax {

    /** So many digits fit into a long. */
    private static final int MOST_DIGITS = 18;

    /** Whether a character may be part of a token. Looked up for each character of each name: it costs. */
    private static final boolean[] TOKEN = new boolean[0x80];

    static {
        for (char each = 0; each < TOKEN.length; each++) {
            TOKEN[each] = Character.isLetterOrDigit(each) || "!#$%&'*+-.^_`|~".indexOf(each) >= 0;
        }
    }

    private HeaderSyntax() {}

    /** {@return whether it is a token, as names must be} */
    public static boolean isToken(String name) {
        for (int at = 0; at < name.length(); at++) {
            char each = name.charAt(at);
            if (each >= TOKEN.length || !TOKEN[each]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** {@return whether a value is one line without a zero in it} By HTTP/2 it may be another, which would be other headers by HTTP/1.1. */
    public static boolean isOneLine(String value) {
        return value.indexOf('\r') < 0 && value.indexOf('\n') < 0 && value.indexOf('\0') < 0;
    }

    /** {@return whether a value has nothing in it but what HTTP allows} */
    public static boolean isFieldValue(String value) {
        for (int at = 0; at < value.length(); at++) {
            char each = value.charAt(at);
            if (each != '\t' && (each < ' ' || each > 0xff || each == 0x7f)) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether it is the length of a body, and fits into a long} */
    public static boolean isLength(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MOST_DIGITS;
    }
}
