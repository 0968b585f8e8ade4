package dev.eventgateway.delivery;

import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.routing.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that was accepted, and what came of it so far. It holds a place in a lane until it has ended. One thread at a time has
 * it: whoever took it out of a queue or a set. Two are never equal.
 */
final class Parcel {

    private final Delivery delivery;
    private final Lane lane;
    private final long acceptedAt;
    private final long maxAgeMillis;
    private long waitsSince;
    private Instant calledAt = Instant.EPOCH;
    private List<Try> tries = List.of();
    private long size;
    private Optional<Permit> permit = Optional.empty();
    private @Nullable Cause givenUpFor;

    /**
     * @param lane where it has a place
     * @param now of {@link System#nanoTime}
     */
    Parcel(Delivery delivery, Lane lane, long now) {
        this.delivery = delivery;
        this.lane = lane;
        this.size = delivery.size();
        this.acceptedAt = now;
        this.maxAgeMillis = retry().maxAgeMillis();
        this.waitsSince = now;
    }

    Delivery delivery() {
        return delivery;
    }

    Lane lane() {
        return lane;
    }

    /** {@return about how many bytes of memory it takes, what went wrong with it so far included} */
    long size() {
        return size;
    }

    /** It is its turn, with the leave to call its function, if it was asked for. */
    void permitted(Optional<Permit> given) {
        permit = given;
    }

    /** {@return the leave to call its function this time} */
    Optional<Permit> permit() {
        return permit;
    }

    /** {@return the rules by which it is tried again; those of the subscription are not those of its dead letters} */
    Retry retry() {
        return delivery.deadLetter().isPresent()
                ? Retry.DEFAULT
                : delivery.subscription().retry().orElse(Retry.DEFAULT);
    }

    /** {@return how long ago it was accepted} */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - acceptedAt);
    }

    boolean isTooOld() {
        return age().toMillis() > maxAgeMillis;
    }

    /** {@return how long it has been waiting for its turn} */
    Duration waited() {
        return Duration.ofNanos(System.nanoTime() - waitsSince);
    }

    /** Begins to wait for its turn, again. */
    void waits() {
        waitsSince = System.nanoTime();
    }

    /** Its function is called now. */
    void called() {
        calledAt = Instant.now();
        waits();
    }

    /** Its function failed; it takes more memory now. */
    void failed(FunctionException failure) {
        Try last = Try.of(calledAt, waited(), failure);
        List<Try> more = new ArrayList<>(tries);
        more.add(last);
        tries = List.copyOf(more);
        size += last.size();
    }

    /** {@return the calls that failed, in their order} */
    List<Try> tries() {
        return tries;
    }

    /** {@return what is to be told of it if it is given up} If that was decided before, it is for the reason that it was then. */
    DeadLetter deadLetter(Cause cause) {
        if (givenUpFor == null) {
            givenUpFor = cause;
        }
        return new DeadLetter(Instant.now(), delivery.event(), delivery.subscription(), givenUpFor, tries);
    }

    /** {@return what went wrong last, for the log; empty if nothing was tried} */
    String lastTry() {
        return Try.last(tries);
    }
}
