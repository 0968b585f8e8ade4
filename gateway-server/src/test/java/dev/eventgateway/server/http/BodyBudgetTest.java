package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    private static final int BODY = 1_000;
    private static final int PIECE = BODY / 4;

    private final BodyBudget budget = new BodyBudget(BODY);

    @Test
    void aBodyThatIsRefusedGivesBackWhatItTook() {
        assertThat(budget.take(500, 0)).isTrue();
        assertThat(budget.take(500, 0)).isTrue();

        assertThat(budget.take(1, 500)).isFalse();

        assertThat(budget.take(500, 500)).isTrue();
    }

    /** Each has room for itself alone: whoever is refused makes room for the other, so one of them must get through. */
    @Test
    void twoBodiesThatMeetAtTheBoundAreNotBothRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20_000; round++) {
                AtomicInteger ready = new AtomicInteger();
                Future<Boolean> one = threads.submit(() -> send(ready));
                Future<Boolean> other = threads.submit(() -> send(ready));
                int accepted = (one.get() ? 1 : 0) + (other.get() ? 1 : 0);
                assertThat(accepted).as("accepted in round %s", round).isPositive();
                budget.give((long) accepted * BODY);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Keeps what it took: what makes room for the other is only what was refused. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // both must run at the same moment, which a barrier does not give; on one core in
    // turns
    private boolean send(AtomicInteger ready) {
        ready.incrementAndGet();
        while (ready.get() < 2) {
            Thread.yield();
        }
        for (int taken = 0; taken < BODY; taken += PIECE) {
            if (!budget.take(PIECE, taken)) {
                return false;
            }
        }
        return true;
    }
}
