package dev.eventgateway.server.config;

import dev.eventgateway.event.GatewayReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The description of both APIs for machines, written by hand. The tests hold every answer that they get against it. */
final class OpenApi {

    private static final GatewayReply REPLY = GatewayReply.of(200, "application/json", read());

    private OpenApi() {}

    /** {@return the document} */
    static GatewayReply reply() {
        return REPLY;
    }

    private static String read() {
        try (InputStream document = Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"))) {
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
