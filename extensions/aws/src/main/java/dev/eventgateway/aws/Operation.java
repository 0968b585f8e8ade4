package dev.eventgateway.aws;

import java.util.Map;

/**
 * One request to a service, before it is signed. Who holds one shares the body.
 *
 * @param path percent-encoded
 * @param headers all but those of the signature
 */
record Operation(String path, Map<String, String> headers, byte[] body) {

    /** {@return a call in AWS's JSON protocol} */
    static Operation json(String version, String name, byte[] body) {
        return new Operation(
                "/", Map.of("Content-Type", "application/x-amz-json-" + version, "X-Amz-Target", name), body);
    }
}
