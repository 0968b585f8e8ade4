package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.http.ReplyRules;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The head of an answer, which may be an interim one, and what it says of the connection.
 *
 * @param isKept whether the server means to keep the connection
 */
record Answer(AnswerHead head, boolean isKept) {

    private static final String VERSION = "HTTP/1.";
    private static final int MINOR = VERSION.length();
    private static final int STATUS = MINOR + 2;
    private static final int REASON = STATUS + 3;

    /** It has no body, but only of others that is known by their status. */
    private static final int RESET_CONTENT = 205;

    /** What most of those say that say anything. */
    private static final List<String> KEPT = List.of("keep-alive");

    /**
     * {@return what the lines say}
     *
     * @param head lines, each with its end, and an empty one
     * @throws IOException if that is no answer of HTTP/1.1
     */
    static Answer parse(String head) throws IOException {
        int end = head.indexOf('\n');
        String first = line(head, 0, end);
        int status = status(first);
        Fields fields = new Fields();
        for (int begin = end + 1; begin < head.length(); begin = end + 1) {
            end = head.indexOf('\n', begin);
            String line = line(head, begin, end);
            if (!line.isEmpty()) {
                fields.add(line);
            }
        }
        Headers headers = fields.all();
        AnswerHead answer = new AnswerHead(status, headers);
        boolean old = first.charAt(MINOR) == '0';
        // HTTP/1.0 knows no transfer encoding: who sends one may mean something else.
        boolean keeps = isKept(!old, headers.all("Connection")) && !(old && answer.isEncoded());
        return new Answer(answer, keeps);
    }

    private static String line(String head, int begin, int end) {
        return head.substring(begin, end > begin && head.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith(VERSION)
                || line.length() < REASON
                || !isDigit(line.charAt(MINOR))
                || line.charAt(MINOR + 1) != ' '
                || (line.length() > REASON && line.charAt(REASON) != ' ')) {
            throw notHttp();
        }
        int status = 0;
        for (int at = STATUS; at < REASON; at++) {
            if (!isDigit(line.charAt(at))) {
                throw notHttp();
            }
            status = 10 * status + line.charAt(at) - '0';
        }
        if (status < 100) {
            throw notHttp();
        }
        return status;
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }

    private static IOException notHttp() {
        return new IOException("the function answered something that is not HTTP/1.1");
    }

    private static boolean isKept(boolean byDefault, List<String> connection) {
        if (connection.isEmpty()) {
            return byDefault;
        }
        if (connection.equals(KEPT)) {
            return true;
        }
        List<String> options = connection.stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(option -> Fields.trim(option).toLowerCase(Locale.ROOT))
                .toList();
        return !options.contains("close") && (byDefault || options.contains("keep-alive"));
    }

    /** {@return what to read behind it} */
    Body body(boolean toHead) {
        if (!head.hasBody(toHead)) {
            return new FixedBody(0);
        }
        if (head.isEncoded()) {
            return new ChunkedBody();
        }
        return head.length() < 0 ? new EndlessBody() : new FixedBody(head.length());
    }

    /** {@return whether nobody can doubt where the next answer begins} */
    boolean endsClearly(boolean toHead) {
        if (toHead) {
            return true;
        }
        boolean silent = head.headers().all("Content-Length").isEmpty();
        if (!ReplyRules.hasBody(head.status())) {
            boolean empty = silent ? head.status() != RESET_CONTENT : head.length() == 0;
            return !head.isEncoded() && empty;
        }
        return head.isEncoded() ? silent : head.length() >= 0;
    }
}
