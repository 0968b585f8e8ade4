package dev.eventgateway.server.config;

import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request to the Config API is about.
 *
 * @param segments the parts of the path between slashes, decoded once
 * @param metadata what listed documents must carry: the query's {@code metadata.<name>=<value>} pairs
 */
record Address(List<String> segments, Map<String, String> metadata) {

    private static final String FILTER = "metadata.";

    /**
     * {@return the address of that request}
     *
     * @throws RequestException with 400 if something is not percent-encoded as it should be
     */
    static Address of(GatewayRequest request) {
        List<String> segments = Arrays.stream(request.rawPath().substring(1).split("/", -1))
                .map(segment -> decoded(segment.replace("+", "%2B")))
                .toList();
        return new Address(segments, filters(request.rawQuery()));
    }

    private static Map<String, String> filters(String query) {
        Map<String, String> filters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (name.startsWith(FILTER)) {
                filters.putIfAbsent(
                        name.substring(FILTER.length()), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return filters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw RequestException.malformed(
                    "The address is not percent-encoded as it should be: " + wrong.getMessage());
        }
    }
}
