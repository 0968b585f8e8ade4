package dev.eventgateway.plugin;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventData;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Something that the gateway tells about its own doing, to plugins and to who is interested in the same space. Making one costs
 * nothing: what it says is written when {@link #data} is called, and never shows the headers by which a sender proved who he is.
 */
public sealed interface SystemEvent {

    /** All kinds of them. */
    Set<Class<? extends SystemEvent>> TYPES =
            Set.of(Received.class, Invoking.class, Invoked.class, InvocationFailed.class);

    /** Those that tell of something that has not happened yet. */
    Set<Class<? extends SystemEvent>> REFUSABLE = Set.of(Received.class, Invoking.class);

    /** {@return the event type under which it can be subscribed to} */
    String type();

    /** {@return the event that it is about, as it was sent: an {@code http.request} has its sender's credentials} */
    Event event();

    /** {@return the same about another event} */
    SystemEvent with(Event other);

    /** {@return what happened: a JSON object, written anew on each call} */
    EventData data();

    /**
     * An event arrived, and nobody has been asked yet whether it is authorized.
     *
     * @param path the path that it arrived at, as sent
     * @param headers the headers of the request that brought it
     * @param event the event
     */
    record Received(String path, Headers headers, Event event) implements SystemEvent {

        @Override
        public String type() {
            return OwnEvents.TYPES + "event.received";
        }

        @Override
        public SystemEvent with(Event other) {
            return new Received(path, headers, other);
        }

        @Override
        public EventData data() {
            Map<String, EventData> members = new LinkedHashMap<>();
            members.put("path", EventData.text(path));
            members.put("event", event.withoutCredentials().asData());
            members.put("headers", headers.withoutCredentials().asData());
            return EventData.object(members);
        }
    }

    /**
     * A function is about to be called. One of the two others follows.
     *
     * @param space the space
     * @param functionId the function
     * @param event what it is called with
     */
    record Invoking(String space, String functionId, Event event) implements SystemEvent {

        @Override
        public String type() {
            return OwnEvents.TYPES + "function.invoking";
        }

        @Override
        public SystemEvent with(Event other) {
            return new Invoking(space, functionId, other);
        }

        @Override
        public EventData data() {
            return EventData.object(call(space, functionId, event));
        }
    }

    /**
     * A function has answered.
     *
     * @param space the space
     * @param functionId the function
     * @param event what it was called with
     * @param result its answer
     */
    record Invoked(String space, String functionId, Event event, FunctionReply result) implements SystemEvent {

        @Override
        public String type() {
            return OwnEvents.TYPES + "function.invoked";
        }

        @Override
        public SystemEvent with(Event other) {
            return new Invoked(space, functionId, other, result);
        }

        @Override
        public EventData data() {
            Map<String, EventData> members = call(space, functionId, event);
            members.put("result", EventData.binary(result.payload()));
            return EventData.object(members);
        }
    }

    /**
     * A call of a function failed, or its answer could not be used.
     *
     * @param space the space
     * @param functionId the function
     * @param event what it was called with
     * @param failure what went wrong
     */
    record InvocationFailed(String space, String functionId, Event event, FunctionException failure)
            implements SystemEvent {

        @Override
        public String type() {
            return OwnEvents.TYPES + "function.invocationFailed";
        }

        @Override
        public SystemEvent with(Event other) {
            return new InvocationFailed(space, functionId, other, failure);
        }

        @Override
        public EventData data() {
            Map<String, EventData> error = new LinkedHashMap<>();
            error.put("kind", EventData.text(failure.kind().name().toLowerCase(Locale.ROOT)));
            error.put("message", EventData.text(String.valueOf(failure.getMessage())));
            Map<String, EventData> members = call(space, functionId, event);
            members.put("error", EventData.object(error));
            return EventData.object(members);
        }
    }

    private static Map<String, EventData> call(String space, String functionId, Event event) {
        Map<String, EventData> members = new LinkedHashMap<>();
        members.put("space", EventData.text(space));
        members.put("functionId", EventData.text(functionId));
        members.put("event", event.withoutCredentials().asData());
        return members;
    }
}
