package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.FunctionException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionExceptionTest {

    @Test
    void whatAFunctionDoesNotWantItWillNotWantLater() {
        for (int status : new int[] {301, 400, 401, 404, 409, 410, 422, 499}) {
            assertThat(answered(status).mayPass()).as("status " + status).isFalse();
        }
        for (int status : new int[] {408, 429, 500, 502, 503, 504, 599}) {
            assertThat(answered(status).mayPass()).as("status " + status).isTrue();
        }
        for (Kind kind : List.of(Kind.CONNECTION, Kind.TIMEOUT, Kind.SATURATED, Kind.UNAVAILABLE, Kind.THREW)) {
            assertThat(new FunctionException(kind, "x").mayPass())
                    .as(kind.name())
                    .isTrue();
        }
        assertThat(new FunctionException(Kind.BAD_ANSWER, "too large").mayPass())
                .isFalse();
        assertThat(new FunctionException(Kind.MALFORMED, "x").mayPass()).isFalse();
    }

    @Test
    void onlyAnAnswerHasAStatus() {
        assertThat(answered(503).status()).hasValue(503);
        assertThat(answered(503).kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(answered(503)).hasMessage("function answered with status 503");
        assertThat(new FunctionException(Kind.TIMEOUT, "x").status()).isEmpty();
        assertThat(new FunctionException(Kind.TIMEOUT, "x").retryAfter()).isEmpty();
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        Instant now = Instant.parse("2026-02-03T04:05:06Z");
        assertThat(RetryAfter.parse("120", now)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse(" 0 ", now)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Tue, 03 Feb 2026 04:06:06 GMT", now)).contains(Duration.ofMinutes(1));
        for (String nothing : List.of("", "soon", "-1", "1.5", "Tue, 03 Feb 2026 04:05:05 GMT", "99999999999")) {
            assertThat(RetryAfter.parse(nothing, now)).as(nothing).isEmpty();
        }
        assertThat(FunctionException.answered(503, Optional.of("7")).retryAfter())
                .contains(Duration.ofSeconds(7));
    }

    @Test
    void oneCallTooManySaysWhenToCallAgain() {
        FunctionException failure = FunctionException.saturated(Optional.of("7"), "throttled");
        assertThat(failure).hasMessage("throttled");
        assertThat(failure.kind()).isEqualTo(Kind.SATURATED);
        assertThat(failure.status()).isEmpty();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(FunctionException.saturated(Optional.empty(), "throttled").retryAfter())
                .isEmpty();
    }

    private static FunctionException answered(int status) {
        return FunctionException.answered(status, Optional.empty());
    }
}
