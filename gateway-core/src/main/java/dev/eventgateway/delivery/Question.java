package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventData;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.function.FunctionCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What authorizers are asked about one event: written when the first is asked. Not safe for use by several threads. */
final class Question {

    /** Only functions written in Java see it: over the wire goes what the original sent, which has no type. */
    private static final String TYPE = OwnEvents.TYPES + "authorizer.question";

    private final OwnEvents own;
    private final Event event;
    private final GatewayRequest request;
    private final byte[] body;
    private @Nullable FunctionCall call;

    /** Shares {@code body}. */
    Question(OwnEvents own, Event event, GatewayRequest request, byte[] body) {
        this.own = own;
        this.event = event;
        this.request = request;
        this.body = body;
    }

    FunctionCall call() {
        if (call == null) {
            Map<String, EventData> members = new LinkedHashMap<>();
            members.put("event", event.asData());
            members.put("request", request.asData(body));
            call = new FunctionCall(
                    own.of(TYPE, EventData.object(members), event),
                    FunctionCall.Form.DATA,
                    Optional.empty(),
                    Optional.empty());
        }
        return call;
    }

    Event event() {
        return event;
    }

    Headers headers() {
        return request.headers();
    }
}
