package dev.eventgateway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code http} blocks of a document, in the order in which they stand there. A block that begins with a method is a request to
 * the gateway, one that begins with a protocol is its reply; {@code http to-function} is what the function gets meanwhile,
 * {@code http from-function} what it answers.
 */
final class DocumentedExchanges {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```http ?(\\S*)\n(.*?)^```$");
    private static final Path DOCS = Path.of("..", "docs");

    private DocumentedExchanges() {}

    /** A request or a reply as it is written down. */
    record Message(String start, Map<String, String> headers, String body) {

        private static Message parse(String text) {
            String[] parts = text.split("\n\n", 2);
            String[] lines = parts[0].strip().split("\n", -1);
            Map<String, String> headers = new LinkedHashMap<>();
            for (int at = 1; at < lines.length; at++) {
                String[] header = lines[at].split(": ", 2);
                headers.put(header[0], header[1].strip());
            }
            return new Message(lines[0].strip(), headers, parts.length < 2 ? "" : parts[1].strip());
        }
    }

    /** A request to the gateway and everything that follows from it. */
    record Exchange(Message request, Optional<Message> toFunction, Optional<Message> fromFunction, Message reply) {}

    static String text(String document) throws IOException {
        return Files.readString(DOCS.resolve(document));
    }

    static List<Exchange> of(String document) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        Map<String, Message> parts = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(text(document));
        while (block.find()) {
            Message message = Message.parse(block.group(2));
            String kind = !block.group(1).isEmpty()
                    ? block.group(1)
                    : message.start().startsWith("HTTP/") ? "reply" : "request";
            if (parts.put(kind, message) != null) {
                throw new IllegalStateException(document + ": a second " + kind + ": " + message.start());
            }
            if (kind.equals("reply")) {
                exchanges.add(exchange(document, parts));
                parts.clear();
            }
        }
        if (!parts.isEmpty()) {
            throw new IllegalStateException(document + ": no reply to " + parts);
        }
        return exchanges;
    }

    private static Exchange exchange(String document, Map<String, Message> parts) {
        Message reply = parts.remove("reply");
        Message request = parts.remove("request");
        Optional<Message> to = Optional.ofNullable(parts.remove("to-function"));
        Optional<Message> from = Optional.ofNullable(parts.remove("from-function"));
        if (request == null || reply == null || !parts.isEmpty()) {
            throw new IllegalStateException(document + ": no request to " + reply + ", or blocks of another kind");
        }
        return new Exchange(request, to, from, reply);
    }
}
