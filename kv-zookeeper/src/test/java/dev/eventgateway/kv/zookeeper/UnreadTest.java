package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.zookeeper.Unread.Notified;
import dev.eventgateway.kv.zookeeper.Unread.Settled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What has to be read, and what an answer settles. */
class UnreadTest {

    private final Unread unread = new Unread(path -> path.startsWith("/in"));

    @Test
    void whatWasNotifiedFirstIsReadFirst() {
        unread.add("/in/a", 1);
        unread.add("/out", 2);
        unread.add("/in/b", 3);
        unread.add("/in/a", 4);

        assertThat(unread.take(1)).isEqualTo(Map.of("/in/a", new Notified(1, 4)));
        assertThat(unread.take(9)).isEqualTo(Map.of("/in/b", new Notified(3, 3)));
        assertThat(unread.take(9)).isEmpty();
    }

    @Test
    void whatIsNotifiedBeforeTheAnswerNeedNotBeReadAgain() {
        unread.add("/in/a", 1);
        Map<String, Notified> taken = unread.take(9);
        unread.add("/in/a", 2);

        assertThat(unread.settle(taken)).isEqualTo(new Settled(List.of(2L), Long.MAX_VALUE, false));
        assertThat(unread.take(9)).isEmpty();
    }

    @Test
    void whatIsNotifiedAfterTheAnswerIsReadAgain() {
        unread.add("/in/a", 1);
        Map<String, Notified> taken = unread.take(9);
        unread.settle(taken);
        unread.add("/in/a", 2);

        assertThat(unread.take(9)).isEqualTo(Map.of("/in/a", new Notified(2, 2)));
    }

    @Test
    void anAnswerTellsTheOldestChangeThatItDoesNotShow() {
        unread.add("/in/a", 1);
        Map<String, Notified> taken = unread.take(9);
        unread.add("/in/b", 2);
        unread.add("/in/a", 3);
        unread.add("/in/b", 4);

        assertThat(unread.settle(taken)).isEqualTo(new Settled(List.of(3L), 2, false));
    }

    @Test
    void aLostConnectionIsToldWithWhateverIsAnswered() throws InterruptedException {
        unread.add("/in/a", 1);
        assertThat(unread.await()).isTrue();
        unread.lose();

        assertThat(unread.await()).isFalse();
        assertThat(unread.settle(unread.take(9)).lost()).isTrue();
    }
}
