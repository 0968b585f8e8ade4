package dev.eventgateway.server.config;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /v1/spaces/…}: documents of each kind, and dead letters. Blocks while the store is written. */
final class Documents {

    private final EventGateway gateway;
    private final ConfigMetrics metrics;

    Documents(EventGateway gateway, ConfigMetrics metrics) {
        this.gateway = gateway;
        this.metrics = metrics;
    }

    /** {@return the reply to a request for {@code /v1/spaces/{space}/{resource}[/{id}]}} */
    GatewayReply answer(GatewayRequest request, Address address, byte[] body) {
        if (address.segments().get(3).equals("deadletters")
                && address.segments().size() == 4) {
            return deadLetters(request.method(), address);
        }
        Optional<Resource> resource = Resource.of(address.segments().get(3));
        if (resource.isEmpty()) {
            return ConfigHandler.unknownPath();
        }
        return address.segments().size() == 4
                ? onAll(resource.get(), request.method(), address, body)
                : onOne(resource.get(), request, address, body);
    }

    private GatewayReply deadLetters(String method, Address address) {
        return method.equals("GET") || method.equals("HEAD")
                ? DeadLetterReport.of(gateway.deadLetters(address.segments().get(2)), address.limit())
                : ConfigHandler.wrongMethod("GET, HEAD");
    }

    private GatewayReply onAll(Resource resource, String method, Address address, byte[] body) {
        Collection<?> collection = resource.in(gateway);
        String space = address.segments().get(2);
        return switch (method) {
            case "GET", "HEAD" ->
                counted(
                        space,
                        resource,
                        "list",
                        () -> collection.list(space, address, address.cursor().map(resource::id)));
            case "POST" -> counted(space, resource, "create", () -> collection.create(space, text(body)));
            default -> ConfigHandler.wrongMethod("GET, HEAD, POST");
        };
    }

    private GatewayReply onOne(Resource resource, GatewayRequest request, Address address, byte[] body) {
        Collection<?> collection = resource.in(gateway);
        String space = address.segments().get(2);
        String id = resource.id(address.segments().get(4));
        Conditions conditions = Conditions.of(request.headers());
        return switch (request.method()) {
            case "GET", "HEAD" -> counted(space, resource, "get", () -> collection.get(space, id, conditions));
            case "PUT" ->
                counted(space, resource, "update", () -> collection.update(space, id, conditions, text(body)));
            case "DELETE" -> counted(space, resource, "delete", () -> collection.delete(space, id, conditions));
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
