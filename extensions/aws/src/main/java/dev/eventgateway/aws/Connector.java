package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import java.net.http.HttpResponse;

/** What services have in common that take an event and answer with its id. */
final class Connector {

    /** The extension attribute by which senders say which events belong together. */
    private static final String PARTITION_KEY = "partitionkey";

    private Connector() {}

    /**
     * {@return 202 with the id that the service gave, as {@code {"<name>": "<id>"}}}
     *
     * @param field the field of the service's answer
     */
    static FunctionReply accepted(HttpResponse<byte[]> answer, String field, String name) {
        String id = AwsError.text(AwsError.object(answer.body()), field)
                .findFirst()
                .orElseThrow(() -> new FunctionException(
                        FunctionException.Kind.BAD_ANSWER, "the service answered without " + field));
        JsonObject body = new JsonObject();
        body.addProperty(name, id);
        return FunctionReply.of(GatewayReply.of(202, "application/json", body.toString()));
    }

    /** {@return what an event has in common with those that it belongs to: its partition key, or else its subject} */
    static String keyOf(Event event, String otherwise) {
        return event.extension(PARTITION_KEY)
                .or(event::subject)
                .filter(key -> !key.isEmpty())
                .orElse(otherwise);
    }
}
