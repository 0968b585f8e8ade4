package dev.eventgateway.server.config;

import dev.eventgateway.catalog.Page;
import dev.eventgateway.catalog.Saved;
import dev.eventgateway.catalog.Section;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.Headers;
import java.nio.charset.StandardCharsets;
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

    private static final String TAG = "ETag";

    /** How to go on is told in a header (RFC 8288): clients compare whole bodies. */
    GatewayReply list(String space, Address address, Optional<String> cursor) {
        Page<T> page = section.page(space, address.metadata(), cursor, address.limit());
        String documents = page.documents().stream()
                .map(section::write)
                .collect(Collectors.joining(",", "{\"" + listKey + "\":[", "]}"));
        GatewayReply reply = json(200, documents);
        return page.next()
                .map(last -> reply.with("Link", "<" + address.after(last) + ">; rel=\"next\""))
                .orElse(reply);
    }

    GatewayReply get(String space, String id, Conditions conditions) {
        return section.get(space, id)
                .map(document -> shown(id, document, conditions))
                .orElseGet(() -> GatewayReply.error(404, title + " \"" + id + "\" not found."));
    }

    private GatewayReply shown(String id, T document, Conditions conditions) {
        Optional<String> version = Optional.of(section.version(document));
        if (!conditions.isMatch(version)) {
            return GatewayReply.error(412, title + " \"" + id + "\" is of another version than asked for.");
        }
        return conditions.isKnown(version)
                ? tagged(document, new GatewayReply(304, Headers.none(), new byte[0]))
                : tagged(document, json(200, section.write(document)));
    }

    GatewayReply create(String space, String body) {
        return written(201, section.create(section.read(space, Optional.empty(), body)));
    }

    GatewayReply update(String space, String id, Conditions conditions, String body) {
        return written(200, section.update(id, section.read(space, Optional.of(id), body), conditions));
    }

    GatewayReply delete(String space, String id, Conditions conditions) {
        return marked(section.delete(space, id, conditions), new GatewayReply(204, Headers.none(), new byte[0]));
    }

    private GatewayReply written(int status, Saved<T> saved) {
        return marked(saved, tagged(saved.document(), json(status, section.write(saved.document()))));
    }

    private GatewayReply tagged(T document, GatewayReply reply) {
        return reply.with(TAG, Conditions.tag(section.version(document)));
    }

    private static GatewayReply marked(Saved<?> saved, GatewayReply reply) {
        return saved.live() ? reply : reply.with(LIVE, "false");
    }

    static GatewayReply json(int status, String document) {
        byte[] line = (document + "\n").getBytes(StandardCharsets.UTF_8);
        return new GatewayReply(status, Headers.of("Content-Type", "application/json"), line);
    }
}
