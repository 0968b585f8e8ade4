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
 * the gateway, one that begins with a protocol is its reply; {@code http to-function} is what a function gets meanwhile,
 * {@code http from-function} what it answers. There may be several of both.
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

    /** A call of a function, as far as it is written down. */
    record Call(Optional<Message> request, Optional<Message> answer) {}

    /** A request to the gateway and everything that follows from it. */
    record Exchange(Message request, List<Call> calls, Message reply) {

        /** {@return what functions get, if the document tells} */
        List<Message> toFunctions() {
            return calls.stream().flatMap(call -> call.request().stream()).toList();
        }
    }

    static String text(String document) throws IOException {
        return Files.readString(DOCS.resolve(document));
    }

    static List<Exchange> of(String document) throws IOException {
        List<Exchange> exchanges = new ArrayList<>();
        Optional<Message> request = Optional.empty();
        List<Call> calls = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(document));
        while (block.find()) {
            Message message = Message.parse(block.group(2));
            String what = document + ": " + message.start();
            switch (kind(block.group(1), message)) {
                case "to-function" -> calls.add(new Call(Optional.of(message), Optional.empty()));
                case "from-function" -> answer(calls, message);
                case "request" -> {
                    require(request.isEmpty(), what + " comes before the reply to the request above it");
                    request = Optional.of(message);
                }
                case "reply" -> {
                    require(request.isPresent(), what + " answers nothing");
                    exchanges.add(new Exchange(request.orElseThrow(), List.copyOf(calls), message));
                    request = Optional.empty();
                    calls.clear();
                }
                default -> throw new IllegalStateException(what + " is of a kind that is not known");
            }
        }
        require(request.isEmpty() && calls.isEmpty(), document + " ends before a reply");
        return exchanges;
    }

    private static String kind(String said, Message message) {
        if (!said.isEmpty()) {
            return said;
        }
        return message.start().startsWith("HTTP/") ? "reply" : "request";
    }

    /** The answer to the call right above it, or to one that the document does not show. */
    private static void answer(List<Call> calls, Message answer) {
        int last = calls.size() - 1;
        if (last >= 0 && calls.get(last).answer().isEmpty()) {
            calls.set(last, new Call(calls.get(last).request(), Optional.of(answer)));
        } else {
            calls.add(new Call(Optional.empty(), Optional.of(answer)));
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
