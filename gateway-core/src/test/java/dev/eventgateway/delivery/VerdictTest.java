package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.delivery.Verdict.Again;
import dev.eventgateway.delivery.Verdict.Over;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.routing.Retry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private final FunctionException busy = FunctionException.answered(503, Optional.empty());

    @Test
    void aFailureThatMayPassIsTriedAgainAfterTheBackoff() {
        assertThat(verdict(Retry.DEFAULT, 1, busy, 0)).isEqualTo(new Again(Duration.ofMillis(100)));
        assertThat(verdict(Retry.DEFAULT, 3, busy, 0)).isEqualTo(new Again(Duration.ofMillis(400)));
    }

    @Test
    void afterTheLastAttemptItIsOver() {
        assertThat(verdict(Retry.DEFAULT, 8, busy, 0)).isEqualTo(new Over(Cause.EXHAUSTED));
        assertThat(verdict(Retry.DEFAULT.withAttempts(1), 1, busy, 0)).isEqualTo(new Over(Cause.EXHAUSTED));
    }

    @Test
    void whatTheFunctionDoesNotWantIsNotTriedAgain() {
        for (int status : new int[] {400, 410}) {
            assertThat(verdict(Retry.DEFAULT, 1, FunctionException.answered(status, Optional.empty()), 0))
                    .isEqualTo(new Over(Cause.REJECTED));
        }
    }

    @Test
    void aFunctionIsLeftAloneAsLongAsItWants() {
        assertThat(verdict(Retry.DEFAULT, 1, FunctionException.answered(429, Optional.of("45")), 0))
                .as("longer than any backoff")
                .isEqualTo(new Again(Duration.ofSeconds(45)));
        assertThat(verdict(Retry.DEFAULT, 3, FunctionException.answered(503, Optional.of("0")), 0))
                .as("but never shorter")
                .isEqualTo(new Again(Duration.ofMillis(400)));
    }

    @Test
    void noAttemptIsMadeOnceTheEventIsTooOld() {
        Retry retry = Retry.DEFAULT.withMaxAge(new TimeSpan("1s"));
        assertThat(verdict(retry, 1, busy, 900)).isEqualTo(new Again(Duration.ofMillis(100)));
        assertThat(verdict(retry, 1, busy, 901)).isEqualTo(new Over(Cause.EXPIRED));
        assertThat(verdict(retry, 1, FunctionException.answered(503, Optional.of("2")), 0))
                .isEqualTo(new Over(Cause.EXPIRED));
    }

    private static Verdict verdict(Retry retry, int failed, FunctionException failure, long ageMillis) {
        return Verdict.of(retry, failed, failure, Duration.ofMillis(ageMillis), 0);
    }
}
