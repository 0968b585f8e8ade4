package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateWindowTest {

    private static final Duration SPAN = Duration.ofNanos(100);

    @Test
    void soManyCallsMayStartAtOnceAndTheNextWhenTheFirstIsLongEnoughAgo() {
        RateWindow window = new RateWindow(2, SPAN);
        long start = Long.MAX_VALUE - 50;
        assertThat(window.waitAt(start)).isZero();
        window.started(start);
        assertThat(window.waitAt(start + 30)).isZero();
        window.started(start + 30);

        assertThat(window.waitAt(start + 40)).isEqualTo(60);
        assertThat(window.waitAt(start + 99)).as("the clock may run over").isEqualTo(1);
        assertThat(window.waitAt(start + 100)).isZero();
        window.started(start + 100);
        assertThat(window.waitAt(start + 100)).isEqualTo(30);
    }

    @Test
    void inNoTimeSpanOfThatLengthThereAreEverMore() {
        RateWindow window = new RateWindow(5, SPAN);
        Random random = new Random(1);
        List<Long> starts = new ArrayList<>();
        for (long now = 0; now < 20_000; now += random.nextInt(12)) {
            if (window.waitAt(now) == 0) {
                window.started(now);
                starts.add(now);
            }
        }
        for (int each = 5; each < starts.size(); each++) {
            assertThat(starts.get(each) - starts.get(each - 5)).isGreaterThanOrEqualTo(100);
        }
        assertThat(starts).hasSizeGreaterThan(800);
    }
}
