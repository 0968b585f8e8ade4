package dev.eventgateway.kv.spi;

/** Follows a tree of the store and feeds a {@link WatchFeed}, until its thread is interrupted: what a back end adds. */
public interface Follower extends Runnable {

    /** The watch is closed: ends whatever an interrupt does not end. Must neither block nor throw. */
    default void end() {}
}
