package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Event;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.Subscription;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final Subscription SUBSCRIPTION = Subscription.async("user.created", "f");

    @Test
    void theNewestAreKeptAndComeFirst() {
        DeadLetters kept = new DeadLetters(2, 1_000_000, Metrics.NONE);
        kept.keep(letter("default", "1"), "");
        kept.keep(letter("default", "2"), "");
        kept.keep(letter("default", "3"), "");

        assertThat(kept.of("default").deadLetters())
                .extracting(letter -> letter.event().text())
                .containsExactly("3", "2");
        assertThat(kept.of("default").discarded()).isEqualTo(1);
    }

    @Test
    void aSpaceIsToldOfItsOwn() {
        DeadLetters kept = new DeadLetters(2, 1_000_000, Metrics.NONE);
        kept.keep(letter("one", "1"), "");
        kept.keep(letter("other", "2"), "");
        kept.keep(letter("other", "3"), "");

        assertThat(kept.of("one")).isEqualTo(new DeadLetterList(List.of(), 1));
        assertThat(kept.of("other").deadLetters()).hasSize(2);
        assertThat(kept.of("other").discarded()).isZero();
    }

    @Test
    void theirSizeIsBoundedToo() {
        DeadLetters kept = new DeadLetters(1_000, 10_000, Metrics.NONE);
        for (int number = 0; number < 10; number++) {
            kept.keep(letter("default", "x".repeat(4_000)), "");
        }
        assertThat(kept.of("default").deadLetters()).hasSize(2);
        assertThat(kept.of("default").discarded()).isEqualTo(8);

        kept.keep(letter("default", "x".repeat(20_000)), "");
        assertThat(kept.of("default").deadLetters())
                .as("too large to be kept at all")
                .isEmpty();
        assertThat(kept.of("default").discarded()).isEqualTo(11);
    }

    private static DeadLetter letter(String space, String text) {
        Event event = Event.of("user.created", "text/plain", text);
        return new DeadLetter(Instant.EPOCH, event, SUBSCRIPTION.inSpace(space), Cause.EXHAUSTED, List.of());
    }
}
