package dev.eventgateway.server.config;

import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a request to the Config API is about.
 *
 * @param rawPath the path as sent
 * @param segments the parts of the path between slashes, decoded once
 * @param parameters those of the query that mean something, decoded; of each the first
 */
record Address(String rawPath, List<String> segments, Map<String, String> parameters) {

    private static final String FILTER = "metadata.";
    private static final String LIMIT = "limit";
    private static final String CURSOR = "cursor";

    /**
     * {@return the address of that request}
     *
     * @throws RequestException with 400 if something is not percent-encoded as it should be
     */
    static Address of(GatewayRequest request) {
        List<String> segments = Arrays.stream(request.rawPath().substring(1).split("/", -1))
                .map(segment -> decoded(segment.replace("+", "%2B")))
                .toList();
        return new Address(request.rawPath(), segments, parameters(request.rawQuery()));
    }

    /** {@return what listed documents must carry: the query's {@code metadata.<name>=<value>} pairs} */
    Map<String, String> metadata() {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith(FILTER))
                .collect(Collectors.toMap(
                        parameter -> parameter.getKey().substring(FILTER.length()), Map.Entry::getValue));
    }

    /** {@return the name or id that a list goes on from} */
    Optional<String> cursor() {
        return Optional.ofNullable(parameters.get(CURSOR));
    }

    /**
     * {@return the most documents that a list may have}
     *
     * @throws RequestException with 400 if that is no such number
     */
    int limit() {
        String given = parameters.getOrDefault(LIMIT, String.valueOf(Integer.MAX_VALUE));
        if (!given.matches("[0-9]{1,10}") || Long.parseLong(given) < 1 || Long.parseLong(given) > Integer.MAX_VALUE) {
            throw RequestException.malformed("limit: expected a whole number from 1 to " + Integer.MAX_VALUE + ".");
        }
        return Integer.parseInt(given);
    }

    /** {@return where the same list goes on} */
    String after(String cursor) {
        Map<String, String> next = new LinkedHashMap<>(parameters);
        next.put(CURSOR, cursor);
        return next.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&", rawPath + "?", ""));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (name.startsWith(FILTER) || name.equals(LIMIT) || name.equals(CURSOR)) {
                parameters.putIfAbsent(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
