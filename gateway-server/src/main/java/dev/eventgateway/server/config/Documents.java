package dev.eventgateway.server.config;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code /v1/spaces/…}: event types, functions and subscriptions. Blocks while the store is written. */
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
                : onOne(collection, resource.get(), space, address.segments().get(4), method, body);
    }

    private GatewayReply onAll(
            Collection<?> collection, Resource resource, String space, String method, Address address, byte[] body) {
        switch (method) {
            case "GET", "HEAD":
                metrics.requested(space, resource.label(), "list");
                return collection.list(space, address.metadata());
            case "POST":
                metrics.requested(space, resource.label(), "create");
                return collection.create(space, text(body));
            default:
                return ConfigHandler.wrongMethod("GET, HEAD, POST");
        }
    }

    private GatewayReply onOne(
            Collection<?> collection, Resource resource, String space, String id, String method, byte[] body) {
        switch (method) {
            case "GET", "HEAD":
                metrics.requested(space, resource.label(), "get");
                return collection.get(space, id);
            case "PUT":
                metrics.requested(space, resource.label(), "update");
                return collection.update(space, id, text(body));
            case "DELETE":
                metrics.requested(space, resource.label(), "delete");
                return collection.delete(space, id);
            default:
                return ConfigHandler.wrongMethod("GET, HEAD, PUT, DELETE");
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException wrong) {
            throw RequestException.malformed("The request body is not UTF-8.");
        }
    }
}
