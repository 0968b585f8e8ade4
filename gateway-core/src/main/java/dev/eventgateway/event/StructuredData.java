package dev.eventgateway.event;

import java.util.Optional;

/** What the {@code data} member of a structured event is. */
final class StructuredData {

    private StructuredData() {}

    /** {@return {@code value} as data: a string is text where the media type is not JSON, all else is JSON} */
    static EventData of(JsonSpan value, Optional<String> contentType) {
        boolean text = value.isString() && contentType.isPresent() && !isJson(contentType.get());
        return text ? EventData.textLiteral(value) : EventData.wellFormedJson(value);
    }

    private static boolean isJson(String contentType) {
        try {
            return MediaType.parse("contentType", contentType).isJson();
        } catch (RequestException e) {
            return false;
        }
    }
}
