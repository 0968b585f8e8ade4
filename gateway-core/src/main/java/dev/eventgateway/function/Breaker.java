package dev.eventgateway.function;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreaker.State;
import java.time.Duration;

/**
 * Leaves a function alone that fails too often. What becomes of a call counts only in the era that the call began in, that is until
 * the state changes: one that was sent before the breaker opened is no probe, however late it ends. Used under its owner's lock.
 */
final class Breaker {

    private final CircuitBreaker<Object> states;
    private int era;

    Breaker(Protection.CircuitBreaker rules) {
        this.states = CircuitBreaker.builder()
                .withFailureThreshold(rules.mostFailures(), rules.lastCalls())
                .withSuccessThreshold(rules.mostProbes())
                .withDelay(rules.rest())
                .build();
    }

    /** {@return whether the function may be called} Then {@link #ended} or {@link #givenBack} follows. */
    boolean enters() {
        State before = states.getState();
        boolean enters = states.tryAcquirePermit();
        turn(before);
        return enters;
    }

    /** A call has ended that began in that era. */
    void ended(int since, boolean failed) {
        if (since != era) {
            return;
        }
        State before = states.getState();
        if (failed) {
            states.recordFailure();
        } else {
            states.recordSuccess();
        }
        turn(before);
    }

    /** What was to be a call did not become one. Of probes none can be taken back, so they all begin anew. */
    void givenBack(int since) {
        if (since == era && states.isHalfOpen()) {
            states.open();
            states.halfOpen();
            era++;
        }
    }

    private void turn(State before) {
        if (states.getState() != before) {
            era++;
        }
    }

    int era() {
        return era;
    }

    State state() {
        return states.getState();
    }

    /** {@return how long the function is left alone from now on; nothing if it may be probed or called} */
    Duration rest() {
        return states.getRemainingDelay();
    }
}
