package dev.eventgateway.kv;

/** A password or token. Tells itself to who asks for it by {@link #reveal}, and to no log and no message. */
public final class Secret {

    private final String text;

    /** Wraps {@code text}. */
    public Secret(String text) {
        this.text = text;
    }

    /** {@return the secret itself} */
    public String reveal() {
        return text;
    }

    /** {@return a text that tells nothing} */
    @Override
    public String toString() {
        return "(secret)";
    }
}
