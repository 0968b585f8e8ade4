package dev.eventgateway.event;

/** What may stand where an event names its source or its schema. Characters beyond ASCII are let pass. */
final class UriReference {

    private static final AsciiSet ALLOWED = AsciiSet.alphanumericAnd("-._~:/?#[]@!$&'()*+,;=%");

    private UriReference() {}

    /** {@return whether {@code text} is a URI or a relative reference (RFC 3986) and not empty} */
    static boolean isValid(String text) {
        if (text.isEmpty() || text.indexOf('#') != text.lastIndexOf('#')) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            if (!isAllowed(text.charAt(at)) || (text.charAt(at) == '%' && !isEscape(text, at))) {
                return false;
            }
        }
        return firstSegmentIsClear(text);
    }

    /**
     * {@return whether {@code text}, its fragment cut off, is an absolute URI or an absolute path, by the generous measure of
     * CloudEvents 0.1}
     */
    static boolean isRequestUri(String text) {
        int fragment = text.indexOf('#');
        String uri = fragment < 0 ? text : text.substring(0, fragment);
        for (int at = 0; at < uri.length(); at++) {
            if (Character.isISOControl(uri.charAt(at)) || (uri.charAt(at) == '%' && !isEscape(uri, at))) {
                return false;
            }
        }
        return uri.startsWith("/") || scheme(uri) > 0;
    }

    /** A colon in the first segment ends a scheme; anything else in front of it would make the text ambiguous. */
    private static boolean firstSegmentIsClear(String text) {
        int colon = text.indexOf(':');
        return colon < 0 || scheme(text) == colon || firstOf(text, "/?#") < colon;
    }

    private static int firstOf(String text, String marks) {
        for (int at = 0; at < text.length(); at++) {
            if (marks.indexOf(text.charAt(at)) >= 0) {
                return at;
            }
        }
        return text.length();
    }

    /** {@return where the scheme's colon stands; -1 if there is no scheme} */
    private static int scheme(String text) {
        int at = 0;
        while (at < text.length() && isSchemeCharacter(text.charAt(at), at)) {
            at++;
        }
        return at > 0 && at < text.length() && text.charAt(at) == ':' ? at : -1;
    }

    private static boolean isSchemeCharacter(char each, int at) {
        return isLetter(each) || (at > 0 && (isDigit(each) || "+-.".indexOf(each) >= 0));
    }

    private static boolean isAllowed(char each) {
        return ALLOWED.contains(each) || each >= 0xa0;
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
    }

    private static boolean isHex(char each) {
        return isDigit(each) || (each >= 'a' && each <= 'f') || (each >= 'A' && each <= 'F');
    }

    private static boolean isLetter(char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }
}
