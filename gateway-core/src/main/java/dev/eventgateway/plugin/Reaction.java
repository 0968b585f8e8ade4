package dev.eventgateway.plugin;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.OwnEvents;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** What a plugin says to an event. */
public sealed interface Reaction {

    /** {@return that the event may go on as it is} */
    static Reaction pass() {
        return Pass.PASSED;
    }

    /**
     * {@return that the event must not go on}
     *
     * @param message why not: the sender gets it, with 403
     */
    static Reaction refuse(String message) {
        return new Refuse(message);
    }

    /**
     * {@return that another event goes on in its place}
     *
     * @throws IllegalArgumentException if its type is one of the gateway's own
     */
    static Reaction replace(Event event) {
        return new Replace(event);
    }

    /** {@return what is not known yet; until then no thread waits} */
    static Reaction later(CompletionStage<Reaction> reaction) {
        return new Later(reaction);
    }

    /** The event goes on as it is. */
    record Pass() implements Reaction {
        private static final Reaction PASSED = new Pass();
    }

    /**
     * The event does not go on.
     *
     * @param message why not, for the sender
     */
    record Refuse(String message) implements Reaction {

        /** One without a message is the plugin's failure, not the event's. */
        public Refuse {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * Another event goes on in its place.
     *
     * @param event the other one
     */
    record Replace(Event event) implements Reaction {

        /**
         * @throws IllegalArgumentException if the event's type is one of the gateway's own
         */
        public Replace {
            if (event.type().startsWith(OwnEvents.TYPES)) {
                throw new IllegalArgumentException("event type " + event.type() + ": those that begin with "
                        + OwnEvents.TYPES + " are the gateway's own");
            }
        }
    }

    /**
     * It is not known yet.
     *
     * @param reaction one of the others, in the end
     */
    record Later(CompletionStage<Reaction> reaction) implements Reaction {}
}
