package dev.eventgateway.event;

/** Names of headers as the original gateway showed them. */
public final class HeaderNames {

    private HeaderNames() {}

    /** {@return {@code x-api-key} as {@code X-Api-Key}; a name that HTTP does not allow stays as it is} */
    public static String canonical(String name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean first = true;
        for (int at = 0; at < name.length(); at++) {
            char each = name.charAt(at);
            if (!AsciiSet.TOKEN.contains(each)) {
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
}
