package dev.eventgateway.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the bytes of a body are, by their media type. What is not what its type says is carried as bytes: nothing is lost. */
final class Payload {

    private Payload() {}

    /** {@return {@code body} as data; shares the array} */
    static EventData of(MediaType type, byte[] body) {
        if (body.length == 0) {
            return EventData.none();
        }
        if (type.isJson()) {
            return JsonScanner.isData(body) ? EventData.wellFormedJson(body) : EventData.opaque(body);
        }
        if (type.isText()) {
            return type.charset().map(charset -> text(charset, body)).orElseGet(() -> EventData.opaque(body));
        }
        return type.isForm() ? text(StandardCharsets.UTF_8, body) : EventData.opaque(body);
    }

    /** {@return {@code body} as CloudEvents 0.1 and {@code http.request} show it: an empty body is an empty string} */
    static EventData orEmptyText(MediaType type, byte[] body) {
        return body.length == 0 ? EventData.utf8(body) : of(type, body);
    }

    private static EventData text(Charset charset, byte[] body) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return Utf8.isValid(body, 0, body.length) ? EventData.utf8(body) : EventData.opaque(body);
        }
        try {
            return EventData.text(
                    charset.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return EventData.opaque(body);
        }
    }
}
