package dev.eventgateway.plugin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One event that a plugin is to react to, and its reaction. */
final class PluginCall {

    /** What an event takes beside its data. */
    private static final int ENVELOPE = 1_024;

    private final SystemEvent what;
    private final CompletableFuture<Reaction> reaction = new CompletableFuture<>();
    private final long start = System.nanoTime();
    private volatile long overAt = Long.MAX_VALUE;

    PluginCall(SystemEvent what) {
        this.what = what;
    }

    /** {@return about how much memory it takes} */
    long size() {
        return ENVELOPE + (long) what.event().data().size();
    }

    SystemEvent what() {
        return what;
    }

    CompletableFuture<Reaction> reaction() {
        return reaction;
    }

    long nanos() {
        return System.nanoTime() - start;
    }

    /** From now on it may take so long. */
    void limit(long nanos) {
        overAt = nanos() + nanos;
        var unused = reaction.orTimeout(nanos, TimeUnit.NANOSECONDS);
    }

    void react(Reaction given) {
        if (given instanceof Reaction.Later later) {
            var unused = later.reaction().whenComplete(this::reactedLater);
        } else {
            reaction.complete(given);
        }
    }

    private void reactedLater(@Nullable Reaction given, @Nullable Throwable failure) {
        if (failure != null) {
            reaction.completeExceptionally(failure);
        } else if (given == null || given instanceof Reaction.Later) {
            reaction.completeExceptionally(
                    new IllegalStateException("a later reaction must be one in the end, was " + given));
        } else {
            reaction.complete(given);
        }
    }

    /** What fails when its time is up, or because it was interrupted then, has failed for that reason. */
    void fail(Throwable failure) {
        boolean late = failure instanceof InterruptedException || nanos() >= overAt;
        reaction.completeExceptionally(late ? new TimeoutException() : failure);
    }
}
