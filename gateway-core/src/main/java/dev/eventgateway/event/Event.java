package dev.eventgateway.event;

/** One event, as received or as made by the gateway. Immutable. */
public final class Event {

    private final String type;
    private final byte[] structured;

    Event(String type, byte[] structured) {
        this.type = type;
        this.structured = structured.clone();
    }

    /** {@return the event type, for example {@code user.created}} */
    public String type() {
        return type;
    }

    /** {@return the event as one CloudEvents JSON document, in its own spec version} */
    public byte[] structured() {
        return structured.clone();
    }
}
