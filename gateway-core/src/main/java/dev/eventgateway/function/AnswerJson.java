package dev.eventgateway.function;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** The JSON that a function answers with, read strictly. */
final class AnswerJson {

    private AnswerJson() {}

    /**
     * {@return the value that {@code payload} is}
     *
     * @param what what it should be, for the message
     * @throws FunctionException with {@link FunctionException.Kind#MALFORMED} if it is not exactly one JSON value
     */
    static JsonElement parse(byte[] payload, String what) {
        String text = new String(payload, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            throw malformed(what, "expected a JSON object, found nothing");
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement json = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw malformed(what, "something follows the JSON object");
            }
            return json;
        } catch (JsonParseException | IOException | StackOverflowError wrong) {
            throw malformed(what, "not JSON");
        }
    }

    static FunctionException malformed(String what, String reason) {
        return new FunctionException(FunctionException.Kind.MALFORMED, what + " malformed: " + reason);
    }
}
