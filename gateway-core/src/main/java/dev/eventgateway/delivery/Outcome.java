package dev.eventgateway.delivery;

import dev.eventgateway.event.EventData;
import dev.eventgateway.routing.Subscription;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What became of an event for one asynchronous subscription.
 *
 * @param subscription the subscription
 * @param result in one word
 * @param cause why it is not delivered, as dead letters say it; empty if it is, or may still be
 * @param attempts how often its function was called, as far as that is over
 */
public record Outcome(Subscription subscription, Result result, Optional<String> cause, int attempts) {

    /** What became of it. */
    public enum Result {
        /** Its function took it. */
        DELIVERED,
        /** Its function did not take it, the dead letter function did. */
        DEADLETTERED,
        /** Nobody took it: it is in the log and in the list of dead letters. */
        UNDELIVERED,
        /** It is on its way, and will still be tried. */
        PENDING
    }

    static Outcome pending(Subscription subscription, int attempts) {
        return new Outcome(subscription, Result.PENDING, Optional.empty(), attempts);
    }

    static Outcome delivered(Subscription subscription, int attempts) {
        return new Outcome(subscription, Result.DELIVERED, Optional.empty(), attempts);
    }

    static Outcome of(DeadLetter letter, Result result) {
        return new Outcome(letter.subscription(), result, Optional.of(letter.cause()), letter.attempts());
    }

    /** {@return all of this as members of a JSON object, in a map that is the caller's} */
    public Map<String, EventData> members() {
        Map<String, EventData> members = new LinkedHashMap<>();
        members.put("space", EventData.text(subscription.space()));
        members.put("subscriptionId", EventData.text(subscription.subscriptionId()));
        members.put("functionId", EventData.text(subscription.functionId()));
        members.put("outcome", EventData.text(result.name().toLowerCase(Locale.ROOT)));
        cause.ifPresent(text -> members.put("cause", EventData.text(text)));
        members.put("attempts", EventData.json(Integer.toString(attempts)));
        return members;
    }
}
