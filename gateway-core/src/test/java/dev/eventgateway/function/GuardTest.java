package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.Entry.Refusal;
import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.Protection.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final TimeSpan HOUR = new TimeSpan("1h");
    private static final TimeSpan SHORT = new TimeSpan("20ms");

    private final Guard guard = new Guard("default", "f");

    private static CircuitBreaker breaker(double ratio, int calls, TimeSpan delay, int probes) {
        return new CircuitBreaker(Optional.of(ratio), Optional.of(calls), Optional.of(delay), Optional.of(probes));
    }

    private Permit enters() {
        Entry entry = guard.enter();
        assertThat(entry).isInstanceOf(Permit.class);
        return (Permit) entry;
    }

    private Refusal refused(Kind why) {
        Entry entry = guard.enter();
        assertThat(entry).isInstanceOf(Refusal.class);
        assertThat(((Refusal) entry).kind()).isEqualTo(why);
        return (Refusal) entry;
    }

    private Circuit.State state() {
        return guard.circuit().orElseThrow().state();
    }

    /** Waits until the first probe is let through. */
    private Permit probe() {
        return await().until(() -> guard.enter().permit(), Optional::isPresent).orElseThrow();
    }

    @Test
    void withoutLimitsEverybodyEnters() {
        for (int call = 0; call < 1_000; call++) {
            enters();
        }
        assertThat(guard.circuit()).isEmpty();
        assertThat(guard.isIdle()).isFalse();
    }

    @Test
    void noMoreThanSoManyAreInsideAndWhoWaitsIsToldWhenOneLeaves() {
        guard.follow(Protection.NONE.withMaxConcurrency(2));
        Permit first = enters();
        Permit second = enters();
        AtomicInteger told = new AtomicInteger();
        assertThat(refused(Kind.SATURATED).delay()).isZero();
        guard.whenRoom(told::incrementAndGet);

        first.ended(false);
        first.tell();
        assertThat(told).hasValue(1);
        first.ended(false);
        first.giveBack();
        enters();
        refused(Kind.SATURATED);
        second.giveBack();
        assertThat(told).as("only who asked again").hasValue(1);
        enters();
    }

    @Test
    void callsUnderWayStayCountedWhateverTheDocumentSays() {
        Permit early = enters();
        guard.follow(Protection.NONE.withMaxConcurrency(1));
        refused(Kind.SATURATED);
        guard.follow(Protection.NONE.withMaxConcurrency(2));
        enters();
        refused(Kind.SATURATED);
        early.ended(false);
        enters();
    }

    @Test
    void soManyCallsStartInATimeSpan() {
        guard.follow(Protection.NONE.withRateLimit(2, HOUR));
        enters().ended(false);
        enters().ended(false);
        assertThat(refused(Kind.RATE_LIMITED).delay()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));

        guard.follow(Protection.NONE.withRateLimit(2, HOUR).withMaxConcurrency(5));
        refused(Kind.RATE_LIMITED);
        guard.follow(Protection.NONE.withRateLimit(2, SHORT));
        enters();
    }

    @Test
    void theBreakerOpensWhenThatShareOfTheLastCallsHasFailed() {
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(0.5, 4, HOUR, 1)));
        enters().ended(true);
        for (int call = 0; call < 3; call++) {
            enters().ended(false);
        }
        enters().ended(true);
        assertThat(state()).as("the first failure is forgotten").isEqualTo(Circuit.State.CLOSED);
        enters().ended(true);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);
        assertThat(refused(Kind.CIRCUIT_OPEN).delay()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(guard.isIdle()).isTrue();
    }

    @Test
    void aFunctionThatIsWellAgainIsProbedAndThenCalled() {
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 1, SHORT, 2)));
        enters().ended(true);
        Permit first = probe();
        assertThat(state()).isEqualTo(Circuit.State.HALF_OPEN);
        Permit second = enters();
        assertThat(refused(Kind.CIRCUIT_OPEN).delay()).isZero();
        first.ended(false);
        second.ended(false);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
        for (int call = 0; call < 10; call++) {
            enters();
        }
    }

    @Test
    void aProbeThatFailsOpensTheBreakerAgain() {
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 1, SHORT, 2)));
        enters().ended(true);
        Permit first = probe();
        Permit second = enters();
        first.ended(true);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);
        second.ended(false);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);
        probe().ended(false);
        enters().ended(false);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void callsFromBeforeTheBreakerOpenedAreNoProbesHoweverLateTheyEnd() {
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 1, SHORT, 1)));
        List<Permit> early = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            early.add(enters());
        }
        early.get(0).ended(true);
        Permit probe = probe();
        early.get(1).ended(true);
        assertThat(state()).isEqualTo(Circuit.State.HALF_OPEN);
        early.get(2).ended(false);
        assertThat(state()).isEqualTo(Circuit.State.HALF_OPEN);
        refused(Kind.CIRCUIT_OPEN);
        probe.ended(false);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void aProbeThatWasNeverSentIsSentByTheNext() {
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 1, SHORT, 1)));
        enters().ended(true);
        probe().giveBack();
        Permit next = enters();
        refused(Kind.CIRCUIT_OPEN);
        next.ended(false);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void anotherBreakerBeginsClosedAndTheSameOneStaysOpen() {
        Protection open = Protection.NONE.withCircuitBreaker(breaker(1, 1, HOUR, 1));
        guard.follow(open);
        enters().ended(true);
        guard.follow(open.withMaxConcurrency(3));
        refused(Kind.CIRCUIT_OPEN);
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 2, HOUR, 1)));
        enters();
        guard.follow(Protection.NONE);
        assertThat(guard.circuit()).isEmpty();
    }

    @Test
    void whoIsKeptBackByTheRateIsNoProbe() {
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 1, SHORT, 1)).withRateLimit(1, HOUR));
        enters().ended(true);
        refused(Kind.RATE_LIMITED);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);
        guard.follow(Protection.NONE.withCircuitBreaker(breaker(1, 1, SHORT, 1)));
        probe().ended(false);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
    }
}
