package dev.eventgateway.event;

/** Names of headers as the original gateway showed them. */
final class HeaderNames {

    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private HeaderNames() {}

    /** {@return {@code x-api-key} as {@code X-Api-Key}; a name that HTTP does not allow stays as it is} */
    static String canonical(String name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean first = true;
        for (int at = 0; at < name.length(); at++) {
            char each = name.charAt(at);
            if (!isLetterOrDigit(each) && MARKS.indexOf(each) < 0) {
                return name;
            }
            out.append(first ? upper(each) : lower(each));
            first = each == '-';
        }
        return out.toString();
    }

    private static char upper(char each) {
        return each >= 'a' && each <= 'z' ? (char) (each - 'a' + 'A') : each;
    }

    private static char lower(char each) {
        return each >= 'A' && each <= 'Z' ? (char) (each - 'A' + 'a') : each;
    }

    private static boolean isLetterOrDigit(char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    }
}
