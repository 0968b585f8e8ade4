package dev.eventgateway.kv;

/** A running watch; closing it ends the calls to its listener. */
public interface Watch extends AutoCloseable {

    /** {@return the prefix that is watched} */
    Key prefix();

    /** {@return how close to the store this watch is now; STALE once closed} */
    State state();

    /**
     * Ends the watch. Idempotent, returns within two seconds; afterwards no new call to the listener starts. One that
     * is under way is waited for, then interrupted. May be called from the listener.
     */
    @Override
    void close();

    /** How close to the store a watch is. */
    enum State {
        /** Connected: changes arrive as they happen. */
        CONNECTED,
        /** The connection is lost or not yet made: what was delivered may be out of date until CONNECTED again. */
        STALE
    }
}
