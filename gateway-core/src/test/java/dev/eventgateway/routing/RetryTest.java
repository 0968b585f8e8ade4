package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.TimeSpan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final TimeSpan SHORT = new TimeSpan("10ms");
    private static final TimeSpan LONG = new TimeSpan("1s");

    @Test
    void byDefaultWaitsDoubleFromATenthOfASecondToHalfAMinute() {
        assertThat(Retry.DEFAULT.mostAttempts()).isEqualTo(8);
        assertThat(Retry.DEFAULT.maxAgeMillis()).isEqualTo(600_000);
        assertThat(Retry.DEFAULT.timeoutMillis()).isEmpty();
        assertThat(delays(Retry.DEFAULT, 7)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L);
        assertThat(Retry.DEFAULT.delayMillis(100, 0)).isEqualTo(30_000);
    }

    @Test
    void waitsGrowAsTheBackoffSays() {
        Retry retry = Retry.DEFAULT.withDelays(SHORT, new TimeSpan("45ms"));
        assertThat(delays(with(retry, "exponential"), 4)).containsExactly(10L, 20L, 40L, 45L);
        assertThat(delays(with(retry, "linear"), 5)).containsExactly(10L, 20L, 30L, 40L, 45L);
        assertThat(delays(with(retry, "constant"), 3)).containsExactly(10L, 10L, 10L);
    }

    @Test
    void jitterTakesAShareOffAndNeverAddsOne() {
        assertThat(Retry.DEFAULT.delayMillis(1, 1)).isEqualTo(80);
        assertThat(Retry.DEFAULT.delayMillis(1, 0.5)).isEqualTo(90);
        assertThat(jittered(0).delayMillis(1, 1)).isEqualTo(100);
        assertThat(jittered(1).delayMillis(1, 1)).as("never no wait at all").isEqualTo(1);
    }

    @Test
    void whoGivesOneDelayOnlyDoesNotBreakTheOther() {
        Retry least =
                new Retry(none(), Optional.empty(), Optional.of(new TimeSpan("5m")), none(), none(), none(), none());
        assertThat(least.problem()).isEmpty();
        assertThat(delays(least, 2)).containsExactly(300_000L, 300_000L);
        Retry most = new Retry(none(), none(), none(), Optional.of(SHORT), none(), none(), none());
        assertThat(most.problem()).isEmpty();
        assertThat(delays(most, 2)).containsExactly(10L, 10L);
    }

    @Test
    void whatIsOutOfBoundsIsNamed() {
        assertThat(Retry.DEFAULT.problem()).isEmpty();
        assertThat(Retry.DEFAULT.withAttempts(1).problem()).isEmpty();
        assertThat(Retry.DEFAULT.withAttempts(0).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("attempts from 1 to 100"));
        assertThat(Retry.DEFAULT.withAttempts(101).problem()).isPresent();
        assertThat(with(Retry.DEFAULT, "fibonacci").problem())
                .hasValueSatisfying(text -> assertThat(text).contains("exponential, linear or constant"));
        assertThat(Retry.DEFAULT.withDelays(LONG, SHORT).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("maxDelay"));
        assertThat(Retry.DEFAULT.withDelays(new TimeSpan("soon"), LONG).problem())
                .isPresent();
        assertThat(Retry.DEFAULT.withDelays(SHORT, new TimeSpan("2h")).problem())
                .isPresent();
        for (double jitter : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThat(jittered(jitter).problem()).as("jitter " + jitter).isPresent();
        }
        assertThat(Retry.DEFAULT.withTimeout(new TimeSpan("16m")).problem()).isPresent();
        assertThat(Retry.DEFAULT.withTimeout(new TimeSpan("0s")).problem()).isPresent();
        assertThat(Retry.DEFAULT.withMaxAge(new TimeSpan("25h")).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("maxAge"));
        assertThat(Retry.DEFAULT
                        .withTimeout(new TimeSpan("15m"))
                        .withMaxAge(new TimeSpan("24h"))
                        .problem())
                .isEmpty();
    }

    private static List<Long> delays(Retry retry, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(failed -> retry.delayMillis(failed, 0))
                .toList();
    }

    private static Retry with(Retry retry, String backoff) {
        return new Retry(
                retry.attempts(),
                Optional.of(backoff),
                retry.minDelay(),
                retry.maxDelay(),
                retry.jitter(),
                retry.timeout(),
                retry.maxAge());
    }

    private static Retry jittered(double share) {
        return new Retry(none(), none(), none(), none(), Optional.of(share), none(), none());
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }
}
