package dev.eventgateway.server.config;

import dev.eventgateway.catalog.Saved;
import dev.eventgateway.catalog.Section;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The documents of one kind, as requests see them.
 *
 * @param title what one of them is called in messages
 * @param listKey the key of the array in a list
 * @param section the documents
 * @param <T> the kind of document
 */
record Collection<T>(String title, String listKey, Section<T> section) {

    /** Says that this instance does not route by a change yet, though the store has it. */
    private static final String LIVE = "Event-Gateway-Live";

    GatewayReply list(String space, Map<String, String> metadata) {
        String documents = section.list(space, metadata).stream()
                .map(section::write)
                .collect(Collectors.joining(",", "{\"" + listKey + "\":[", "]}"));
        return json(200, documents);
    }

    GatewayReply get(String space, String id) {
        return section.get(space, id)
                .map(document -> json(200, section.write(document)))
                .orElseGet(() -> GatewayReply.error(404, title + " \"" + id + "\" not found."));
    }

    GatewayReply create(String space, String body) {
        return written(201, section.create(section.read(space, Optional.empty(), body)));
    }

    GatewayReply update(String space, String id, String body) {
        return written(200, section.update(id, section.read(space, Optional.of(id), body)));
    }

    GatewayReply delete(String space, String id) {
        return marked(section.delete(space, id), new GatewayReply(204, Headers.none(), new byte[0]));
    }

    private GatewayReply written(int status, Saved<T> saved) {
        return marked(saved, json(status, section.write(saved.document())));
    }

    private static GatewayReply marked(Saved<?> saved, GatewayReply reply) {
        return saved.live() ? reply : reply.with(LIVE, "false");
    }

    static GatewayReply json(int status, String document) {
        byte[] line = (document + "\n").getBytes(StandardCharsets.UTF_8);
        return new GatewayReply(status, Headers.of("Content-Type", "application/json"), line);
    }
}
