package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data of an {@code http.request} event: the request as one JSON object. */
final class HttpRequestData {

    private static final int EXPECTED_SIZE = 1_024;
    private static final String NO_PARAMS = "null";

    /** The parameters are the last member: only where there are none does the whole end so. */
    private static final byte[] NO_PARAMS_AT_END = (NO_PARAMS + "}").getBytes(StandardCharsets.UTF_8);

    private HttpRequestData() {}

    /** {@return the request as data; a body is JSON as it is, a text, or base64 of bytes} */
    static EventData of(GatewayRequest request, byte[] body, Map<String, String> params) {
        EventData content = Payload.orEmptyText(MediaType.of(request.headers()), body);
        JsonOutput out = new JsonOutput(EXPECTED_SIZE + content.writtenSize()).open('{');
        writeHeaders(request.headers(), out.name("headers"));
        writeQuery(request.rawQuery(), out.name("query"));
        content.writeTo(out.name("body"));
        out.name("host").string(request.headers().first("Host").orElse(""));
        out.name("path").string(PercentDecoding.path(request.rawPath()));
        out.name("method").string(request.method());
        writeParams(params, out.name("params"));
        return EventData.wellFormedJson(out.close('}').span());
    }

    /** {@return {@code data}, which has been made here, with other parameters} */
    static EventData withParams(EventData data, Map<String, String> params) {
        JsonSpan all = data.span();
        int from = hasParams(data) ? paramsFrom(all) : all.to() - NO_PARAMS_AT_END.length;
        JsonOutput out = new JsonOutput(data.size() + EXPECTED_SIZE).raw(all.text(), all.from(), from);
        writeParams(params, out);
        return EventData.wellFormedJson(out.close('}').span());
    }

    static boolean hasParams(EventData data) {
        return !data.span().endsWith(NO_PARAMS_AT_END);
    }

    private static int paramsFrom(JsonSpan all) {
        List<JsonMember> members = JsonScanner.members(all.text(), all.from(), all.to());
        return members.get(members.size() - 1).value().from();
    }

    /** {@return {@code data}, which has been made here, without the headers that are credentials} */
    static EventData withoutCredentials(EventData data) {
        JsonSpan all = data.span();
        JsonSpan headers =
                JsonScanner.members(all.text(), all.from(), all.to()).get(0).value();
        JsonOutput out = new JsonOutput(data.size()).raw(all.text(), all.from(), headers.from());
        out.open('{');
        for (JsonMember header : JsonScanner.members(headers.text(), headers.from(), headers.to())) {
            if (!Credentials.isOne(header.name())) {
                JsonSpan value = header.value();
                out.name(header.name()).raw(value.text(), value.from(), value.to());
            }
        }
        out.close('}').raw(all.text(), headers.to(), all.to());
        return EventData.wellFormedJson(out.span());
    }

    static void writeHeaders(Headers headers, JsonOutput out) {
        out.open('{');
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Host")) {
                out.name(HeaderNames.canonical(name)).string(String.join(", ", values));
            }
        });
        out.close('}');
    }

    private static void writeQuery(String rawQuery, JsonOutput out) {
        out.open('{');
        query(rawQuery).forEach((name, values) -> {
            out.name(name).open('[');
            values.forEach(value -> out.separate().string(value));
            out.close(']');
        });
        out.close('}');
    }

    private static Map<String, List<String>> query(String rawQuery) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!pair.isEmpty()) {
                query.computeIfAbsent(PercentDecoding.query(name), unused -> new ArrayList<>(1))
                        .add(PercentDecoding.query(value));
            }
        }
        return query;
    }

    private static void writeParams(Map<String, String> params, JsonOutput out) {
        if (params.isEmpty()) {
            out.raw(NO_PARAMS);
            return;
        }
        out.open('{');
        params.forEach((name, value) -> out.name(name).string(value));
        out.close('}');
    }
}
