package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimeSpanTest {

    @Test
    void aNumberAndAUnitAreATimeSpan() {
        assertThat(new TimeSpan("0ms").millis()).hasValue(0);
        assertThat(new TimeSpan("250ms").millis()).hasValue(250);
        assertThat(new TimeSpan("3s").millis()).hasValue(3_000);
        assertThat(new TimeSpan("2m").millis()).hasValue(120_000);
        assertThat(new TimeSpan("999999999h").millis()).hasValue(999_999_999L * 3_600_000L);
        assertThat(TimeSpan.ofMillis(7)).isEqualTo(new TimeSpan("7ms")).hasToString("7ms");
    }

    @Test
    void anythingElseIsNone() {
        for (String text : List.of("", "1", "s", "-1s", "1.5s", "1 s", "1S", "1d", "1000000000s", "1s ", "PT1S")) {
            assertThat(new TimeSpan(text).millis()).as(text).isEmpty();
            assertThat(new TimeSpan(text).isWithin(0, Long.MAX_VALUE)).as(text).isFalse();
        }
    }

    @Test
    void boundsAreIncluded() {
        assertThat(new TimeSpan("2s").isWithin(2_000, 2_000)).isTrue();
        assertThat(new TimeSpan("2s").isWithin(2_001, 3_000)).isFalse();
        assertThat(new TimeSpan("2s").isWithin(0, 1_999)).isFalse();
    }
}
