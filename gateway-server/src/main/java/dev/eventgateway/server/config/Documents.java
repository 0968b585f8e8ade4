package dev.eventgateway.server.config;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /v1/spaces/…}: event types, functions, subscriptions and CORS rules. Blocks while the store is written. */
final class Documents {

    private final EventGateway gateway;
    private final ConfigMetrics metrics;

    Documents(EventGateway gateway, ConfigMetrics metrics) {
        this.gateway = gateway;
        this.metrics = metrics;
    }

    /** {@return the reply to a request for {@code /v1/spaces/{space}/{resource}[/{id}]}} */
    GatewayReply answer(String method, Address address, byte[] body) {
        String space = address.segments().get(2);
        Optional<Resource> resource = Resource.of(address.segments().get(3));
        if (resource.isEmpty()) {
            return ConfigHandler.unknownPath();
        }
        Collection<?> collection = resource.get().in(gateway);
        return address.segments().size() == 4
                ? onAll(collection, resource.get(), space, method, address, body)
                : onOne(
                        collection,
                        resource.get(),
                        space,
                        resource.get().id(address.segments().get(4)),
                        method,
                        body);
    }

    private GatewayReply onAll(
            Collection<?> collection, Resource resource, String space, String method, Address address, byte[] body) {
        return switch (method) {
            case "GET", "HEAD" -> counted(space, resource, "list", () -> collection.list(space, address.metadata()));
            case "POST" -> counted(space, resource, "create", () -> collection.create(space, text(body)));
            default -> ConfigHandler.wrongMethod("GET, HEAD, POST");
        };
    }

    private GatewayReply onOne(
            Collection<?> collection, Resource resource, String space, String id, String method, byte[] body) {
        return switch (method) {
            case "GET", "HEAD" -> counted(space, resource, "get", () -> collection.get(space, id));
            case "PUT" -> counted(space, resource, "update", () -> collection.update(space, id, text(body)));
            case "DELETE" -> counted(space, resource, "delete", () -> collection.delete(space, id));
            default -> ConfigHandler.wrongMethod("GET, HEAD, PUT, DELETE");
        };
    }

    /** Counts afterwards: the first document of a space makes the space known. */
    private GatewayReply counted(String space, Resource resource, String operation, Supplier<GatewayReply> work) {
        try {
            return work.get();
        } finally {
            metrics.requested(space, resource.label(), operation);
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException wrong) {
            throw RequestException.malformed("The request body is not UTF-8.");
        }
    }
}
