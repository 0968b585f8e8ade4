package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads messages to the letter of RFC 9112, with nothing of what it lets one forgive. Knows nothing of the client that is tested. */
final class StrictReader {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([01]) ([1-5][0-9]{2}) [\\t -~\\x80-\\xff]*");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\\t -~\\x80-\\xff]*)");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})(?:[\\t ]*;[\\t -~\\x80-\\xff]*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

    /** That is no message. */
    static final class NoMessage extends Exception {

        private static final long serialVersionUID = 1L;

        /** Whether it may become one if more comes. */
        final boolean maybeLater;

        private NoMessage(boolean maybeLater) {
            super(maybeLater ? "there is more to come" : "not by RFC 9112", null, false, false);
            this.maybeLater = maybeLater;
        }
    }

    /**
     * An answer, but interim ones.
     *
     * @param goesOn whether there may be another answer behind it
     */
    record Message(int status, Headers headers, String body, Headers trailers, boolean goesOn) {

        /** {@return the same, behind which there is nothing} */
        Message asTheLast() {
            return new Message(status, headers, body, trailers, false);
        }
    }

    private final String text;
    private int at;
    private Headers trailers = Headers.none();

    /**
     * Reads from the beginning.
     *
     * @param text a character for each byte
     */
    StrictReader(String text) {
        this.text = text;
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    /** {@return what followed the last body} */
    Headers trailers() {
        return trailers;
    }

    /**
     * {@return the answer}
     *
     * @param closed whether the connection ends behind the bytes
     */
    Message answer(boolean toHead, boolean closed) throws NoMessage {
        Matcher first;
        Headers headers;
        int status;
        do {
            first = match(STATUS_LINE, line());
            headers = fields();
            status = Integer.parseInt(first.group(2));
            check(status != 101);
        } while (status < 200);
        boolean old = first.group(1).equals("0");
        String body = toHead || status == 204 || status == 205 || status == 304 ? "" : body(headers, old, closed);
        checkFraming(headers, old);
        boolean goesOn = isAtEnd() && isKept(old, headers) && endsClearly(status, toHead, headers);
        return new Message(status, headers, body, trailers, goesOn);
    }

    private static void checkFraming(Headers headers, boolean old) throws NoMessage {
        List<String> codings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        check(codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked") && !old));
        check(lengths.isEmpty() || (lengths.size() == 1 && codings.isEmpty()));
        check(lengths.isEmpty() || LENGTH.matcher(lengths.get(0)).matches());
    }

    private static boolean isKept(boolean old, Headers headers) {
        List<String> options = new ArrayList<>();
        for (String value : headers.all("Connection")) {
            for (String option : value.split(",", -1)) {
                options.add(trim(option).toLowerCase(Locale.ROOT));
            }
        }
        return !options.contains("close") && (!old || options.contains("keep-alive"));
    }

    /** Of an answer whose status forbids a body nothing may promise one; 205 does so only where nobody doubts it. */
    private static boolean endsClearly(int status, boolean toHead, Headers headers) {
        List<String> lengths = headers.all("Content-Length");
        boolean encoded = !headers.all("Transfer-Encoding").isEmpty();
        if (toHead) {
            return true;
        }
        boolean empty = !lengths.isEmpty() && lengths.get(0).matches("0+");
        return switch (status) {
            case 204, 304 -> !encoded && (lengths.isEmpty() || empty);
            case 205 -> !encoded && empty;
            default -> encoded || !lengths.isEmpty();
        };
    }

    /** {@return a body, as its head says} */
    String body(Headers headers, boolean old, boolean closed) throws NoMessage {
        trailers = Headers.none();
        checkFraming(headers, old);
        if (!headers.all("Transfer-Encoding").isEmpty()) {
            return chunks();
        }
        List<String> lengths = headers.all("Content-Length");
        if (lengths.isEmpty()) {
            more(closed);
            return take(text.length() - at);
        }
        return take(Long.parseLong(lengths.get(0)));
    }

    private String chunks() throws NoMessage {
        StringBuilder body = new StringBuilder();
        while (true) {
            long size = Long.parseLong(match(CHUNK, line()).group(1), 16);
            if (size == 0) {
                trailers = fields();
                return body.toString();
            }
            body.append(take(size));
            check(line().isEmpty());
        }
    }

    private String take(long count) throws NoMessage {
        more(count <= text.length() - at);
        at += (int) count;
        return text.substring(at - (int) count, at);
    }

    /** {@return the fields up to the empty line} */
    Headers fields() throws NoMessage {
        Headers.Builder fields = Headers.builder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher field = match(FIELD, line);
            fields.add(field.group(1), trim(field.group(2)));
        }
        return fields.build();
    }

    /** {@return the next line, without its end} */
    String line() throws NoMessage {
        int end = text.indexOf("\r\n", at);
        more(end >= 0);
        String line = text.substring(at, end);
        at = end + 2;
        return line;
    }

    private static String trim(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isSpace(char each) {
        return each == ' ' || each == '\t';
    }

    private static Matcher match(Pattern pattern, String text) throws NoMessage {
        Matcher matcher = pattern.matcher(text);
        check(matcher.matches());
        return matcher;
    }

    private static void check(boolean allowed) throws NoMessage {
        if (!allowed) {
            throw new NoMessage(false);
        }
    }

    private static void more(boolean there) throws NoMessage {
        if (!there) {
            throw new NoMessage(true);
        }
    }
}
