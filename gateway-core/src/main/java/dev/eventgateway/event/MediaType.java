package dev.eventgateway.event;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed media type.
 *
 * @param essence type and subtype in lower case, without parameters
 * @param parameters the parameters' values by their names in lower case
 */
record MediaType(String essence, Map<String, String> parameters) {

    private static final MediaType UNKNOWN = new MediaType("application/octet-stream", Map.of());
    private static final MediaType JSON = new MediaType("application/json", Map.of());

    MediaType {
        parameters = Map.copyOf(parameters);
    }

    /**
     * {@return the media type of a request; {@code application/octet-stream} if it does not say}
     *
     * @throws RequestException 400 if it cannot be parsed
     */
    static MediaType of(Headers headers) {
        return header(headers).map(text -> parse("Content-Type", text)).orElse(UNKNOWN);
    }

    /** {@return the Content-Type as sent; empty if there is none or it is blank} */
    static Optional<String> header(Headers headers) {
        return headers.first("Content-Type").map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * {@return {@code text} parsed}
     *
     * @param where what the text is the value of, for the message
     * @throws RequestException 400 if it cannot be parsed
     */
    static MediaType parse(String where, String text) {
        // What most senders say is asked for several times a request.
        return text.equals(JSON.essence) ? JSON : new MediaTypeParser(where, text).parse();
    }

    boolean is(String other) {
        return essence.equals(other);
    }

    boolean hasSubtype() {
        return essence.indexOf('/') > 0;
    }

    boolean isJson() {
        return essence.endsWith("+json") || essence.endsWith("/json");
    }

    boolean isText() {
        return essence.startsWith("text/");
    }

    boolean isForm() {
        return is("application/x-www-form-urlencoded") || is("multipart/form-data");
    }

    /** {@return the charset of the text, UTF-8 if it does not say; empty if it names one that is not known here} */
    Optional<Charset> charset() {
        return KnownCharsets.named(parameters.getOrDefault("charset", "utf-8"));
    }
}
