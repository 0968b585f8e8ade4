package dev.eventgateway.kafka;

import dev.eventgateway.plugin.Plugin.Mode;
import dev.eventgateway.plugin.PluginConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an operator says.
 *
 * @param topic where events go
 * @param types which ones: event types, or with a trailing {@code *}
 * @param mode whether they wait for the topic
 * @param content how they are written
 * @param producer what Kafka's client is told
 */
record KafkaSettings(String topic, List<String> types, Mode mode, Content content, Map<String, Object> producer) {

    /** What goes to Kafka's client: {@code client-sasl-mechanism} is its {@code sasl.mechanism}. */
    private static final String CLIENT = "client-";

    /** How an event is written. */
    enum Content {
        /** Its data is the record's value, its attributes are headers. */
        BINARY,
        /** The whole event is the record's value, as JSON. */
        STRUCTURED
    }

    /**
     * @throws IllegalArgumentException if a setting is missing or cannot be used
     */
    static KafkaSettings of(PluginConfig config) {
        config.requireOnly(Stream.concat(
                        Stream.of("bootstrap-servers", "topic", "types", "mode", "content"),
                        config.names().stream().filter(name -> name.startsWith(CLIENT)))
                .toArray(String[]::new));
        return new KafkaSettings(
                config.required("topic"),
                Arrays.stream(config.text("types").orElse("*").split(",", -1))
                        .map(String::strip)
                        .toList(),
                config.choice("mode", Mode.SYNC),
                config.choice("content", Content.BINARY),
                producer(config));
    }

    private static Map<String, Object> producer(PluginConfig config) {
        Map<String, Object> producer = new HashMap<>();
        producer.put("bootstrap.servers", config.required("bootstrap-servers"));
        producer.put("client.id", "event-gateway");
        producer.put("acks", "all");
        // A thread of the plugin waits that long for a broker; the gateway gives it two seconds.
        producer.put("max.block.ms", "1000");
        config.names().stream()
                .filter(name -> name.startsWith(CLIENT))
                .forEach(
                        name -> producer.put(name.substring(CLIENT.length()).replace('-', '.'), config.required(name)));
        return producer;
    }

    boolean wants(String type) {
        return isOneOf(types, type);
    }

    /** {@return whether that type is among those, which may end with {@code *}} */
    static boolean isOneOf(List<String> types, String type) {
        return types.stream()
                .anyMatch(each ->
                        each.endsWith("*") ? type.startsWith(each.substring(0, each.length() - 1)) : type.equals(each));
    }

    /** {@return the topic and the types: the client may be told secrets} */
    @Override
    public String toString() {
        return topic + " " + types;
    }
}
