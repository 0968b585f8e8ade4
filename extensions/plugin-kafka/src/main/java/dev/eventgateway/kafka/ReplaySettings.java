package dev.eventgateway.kafka;

import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is to be emitted again.
 *
 * @param topic where the events are
 * @param to where they go
 * @param partition the only one, if there is one
 * @param fromOffset the first
 * @param toOffset the first that is left out
 * @param fromTime from when on
 * @param toTime until when
 * @param types which event types, or with a trailing {@code *}
 * @param client what Kafka's client is told
 */
record ReplaySettings(
        String topic,
        URI to,
        OptionalLong partition,
        OptionalLong fromOffset,
        OptionalLong toOffset,
        Optional<Instant> fromTime,
        Optional<Instant> toTime,
        List<String> types,
        Map<String, Object> client) {

    private static final String CLIENT = "client-";
    private static final Set<String> NAMES = Set.of(
            "bootstrap-servers",
            "topic",
            "to",
            "partition",
            "from-offset",
            "to-offset",
            "from-time",
            "to-time",
            "types");

    /**
     * @throws IllegalArgumentException if something is missing, unknown or cannot be used
     */
    static ReplaySettings of(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            int mark = argument.indexOf('=');
            String name = argument.startsWith("--") && mark > 0 ? argument.substring(2, mark) : "";
            if (!NAMES.contains(name) && !name.startsWith(CLIENT)) {
                throw new IllegalArgumentException(argument.replaceFirst("=.*", "") + ": unknown, or without a value");
            }
            given.put(name, argument.substring(mark + 1));
        }
        return new ReplaySettings(
                required(given, "topic"),
                address(required(given, "to")),
                number(given, "partition"),
                number(given, "from-offset"),
                number(given, "to-offset"),
                time(given, "from-time"),
                time(given, "to-time"),
                Arrays.asList(given.getOrDefault("types", "*").split(",", -1)),
                client(given));
    }

    private static String required(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private static URI address(String text) {
        if (!text.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("--to=" + text + ": expected an address such as http://localhost:4000/");
        }
        URI given = URI.create(text);
        return given.getRawPath().isEmpty() ? given.resolve("/") : given;
    }

    private static OptionalLong number(Map<String, String> given, String name) {
        String text = given.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("--" + name + "=" + text + ": expected a number");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private static Optional<Instant> time(Map<String, String> given, String name) {
        try {
            return Optional.ofNullable(given.get(name)).map(Instant::parse);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(
                    "--" + name + "=" + given.get(name) + ": expected a time such as 2026-11-01T00:00:00Z", wrong);
        }
    }

    private static Map<String, Object> client(Map<String, String> given) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", required(given, "bootstrap-servers"));
        client.put("client.id", "event-gateway-replay");
        client.put("enable.auto.commit", "false");
        given.forEach((name, value) -> {
            if (name.startsWith(CLIENT)) {
                client.put(name.substring(CLIENT.length()).replace('-', '.'), value);
            }
        });
        return client;
    }

    /** {@return the topic: the client may be told secrets} */
    @Override
    public String toString() {
        return topic;
    }
}
