package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One request to a service, before it is signed: a POST. Shares its body with who made it and who sends it. */
final class Operation {

    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * @param path percent-encoded
     * @param headers all but those of the signature
     */
    Operation(String path, Map<String, String> headers, byte[] body) {
        this.path = path;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /** {@return a call in AWS's JSON protocol of that version} */
    static Operation json(String version, String name, JsonObject body) {
        return new Operation(
                "/",
                Map.of("Content-Type", "application/x-amz-json-" + version, "X-Amz-Target", name),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    String path() {
        return path;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
