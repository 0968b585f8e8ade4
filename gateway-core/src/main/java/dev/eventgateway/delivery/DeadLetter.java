package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventData;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An event that could not be delivered, why not, and what was tried. Immutable. */
public final class DeadLetter {

    /** The type of the events by which dead letter functions are told. */
    public static final String TYPE = OwnEvents.TYPES + "deadletter";

    private final Instant time;
    private final Event event;
    private final Subscription subscription;
    private final Cause cause;
    private final List<Try> tries;

    DeadLetter(Instant time, Event event, Subscription subscription, Cause cause, List<Try> tries) {
        this.time = time;
        this.event = event;
        this.subscription = subscription;
        this.cause = cause;
        this.tries = List.copyOf(tries);
    }

    /** {@return when it was given up} */
    public Instant time() {
        return time;
    }

    /** {@return the event} */
    public Event event() {
        return event;
    }

    /** {@return the subscription that it was for} */
    public Subscription subscription() {
        return subscription;
    }

    /** {@return why it is not delivered, in one word: {@code exhausted}, {@code rejected} and so on} */
    public String cause() {
        return cause.text();
    }

    /** {@return all of this as a JSON object, written anew on each call} */
    public EventData data() {
        return data(event);
    }

    /** {@return the same, without the headers by which the sender of an {@code http.request} event proved who he is} */
    public EventData withoutCredentials() {
        return data(event.withoutCredentials());
    }

    private EventData data(Event shown) {
        Map<String, EventData> members = new LinkedHashMap<>();
        members.put("time", EventData.text(time.toString()));
        members.put("space", EventData.text(subscription.space()));
        members.put("subscriptionId", EventData.text(subscription.subscriptionId()));
        members.put("functionId", EventData.text(subscription.functionId()));
        members.put("cause", EventData.text(cause.text()));
        members.put(
                "attempts",
                EventData.array(tries.stream().map(DeadLetter::attempt).toList()));
        members.put("event", shown.asData());
        return EventData.object(members);
    }

    private static EventData attempt(Try attempt) {
        Map<String, EventData> members = new LinkedHashMap<>();
        members.put("time", EventData.text(attempt.time().toString()));
        members.put("milliseconds", number(attempt.took().toMillis()));
        members.put("outcome", EventData.text(attempt.kind().name().toLowerCase(Locale.ROOT)));
        attempt.status().ifPresent(status -> members.put("status", number(status)));
        members.put("message", EventData.text(attempt.message()));
        return EventData.object(members);
    }

    private static EventData number(long value) {
        return EventData.json(Long.toString(value));
    }

    /** {@return how often the function was called} */
    int attempts() {
        return tries.size();
    }

    /** {@return the event by which the dead letter function is told} */
    Event tellingEvent(OwnEvents own) {
        return own.of(TYPE, data(), event);
    }

    /** {@return about how many bytes this takes} */
    int size() {
        return event.data().size() + 1_000 + tries.stream().mapToInt(Try::size).sum();
    }

    /** {@return all of this in one line for the log: it may be all that remains of the event} */
    String line() {
        return "space=" + subscription.space() + " function=" + subscription.functionId() + " subscription="
                + subscription.subscriptionId() + " event="
                + new String(event.structured(), StandardCharsets.UTF_8) + ": " + cause.reason() + Try.last(tries);
    }

    /** {@return type, id and source of the event, and why: its data may be a secret} */
    @Override
    public String toString() {
        return event + ": " + cause.text();
    }
}
