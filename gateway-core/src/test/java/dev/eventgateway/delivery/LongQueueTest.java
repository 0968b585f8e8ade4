package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.function.TestProvider;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.Plugins;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A queue of 16 places is a long one as soon as more than two events wait in it. */
class LongQueueTest {

    private static final int LONG = 3;

    /** The calls that have not been answered, in their order: one at a time. */
    private final Queue<CompletableFuture<FunctionReply>> calls = new ArrayDeque<>();

    private final RoutingTable table = RoutingTable.empty()
            .apply(List.of(new TableChange.PutFunction(
                    new FunctionSpec("default", "fn", "test", ProviderConfig.of(Map.of()), Map.of()))));
    private final Dispatcher dispatcher = new Dispatcher(
            Functions.of(List.of(new TestProvider("test", this::call))),
            () -> table,
            new DeliveryLimits(16, 100, 1, 100),
            new Metrics() {},
            new OwnEvents(SpecVersion.V1_0),
            Plugins.none());

    private CompletableFuture<FunctionReply> call(FunctionCall unused) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        calls.add(answer);
        return answer;
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void theSenderIsAnsweredWhenTheTurnOfHisEventHasCome() {
        // Without its timer, nothing else than its turn ends the wait.
        dispatcher.close();
        CompletableFuture<Void> answer = offerToALongQueueThatMoves();

        for (int before = dispatcher.waiting(); before > 1; before--) {
            answerNext();
            assertThat(answer).isNotDone();
        }
        answerNext();
        assertThat(answer).isDone();
    }

    @Test
    void heIsAnsweredAllTheSameWhenTheFunctionStops() {
        CompletableFuture<Void> answer = offerToALongQueueThatMoves();

        await().atMost(Duration.ofSeconds(5)).until(answer::isDone);
        assertThat(dispatcher.waiting()).isGreaterThanOrEqualTo(LONG);
    }

    @Test
    void aQueueThatDoesNotMoveHoldsNobody() {
        var unused = offerToALongQueueThatMoves();

        await().until(() -> offer().due().toCompletableFuture().isDone());
    }

    @Test
    void aFunctionThatTakesNothingHoldsNobody() {
        while (dispatcher.waiting() <= LONG) {
            offer();
        }
        for (int failed = 0; failed < 10; failed++) {
            calls.remove().completeExceptionally(new IllegalStateException("broken"));
            assertThat(offer().due()).isCompleted();
        }
    }

    @Test
    void aShortQueueHoldsNobody() {
        for (int waiting = 0; waiting < LONG; waiting++) {
            offer();
        }
        for (int taken = 0; taken < 10; taken++) {
            answerNext();
            assertThat(offer().due()).isCompleted();
        }
    }

    /** When the test itself is slow, the queue has come to rest between its two steps; then it tries again. */
    private CompletableFuture<Void> offerToALongQueueThatMoves() {
        while (dispatcher.waiting() < LONG) {
            offer();
        }
        for (int tries = 0; tries < 1_000; tries++) {
            answerNext();
            offer();
            CompletableFuture<Void> answer = offer().due().toCompletableFuture();
            if (!answer.isDone()) {
                return answer;
            }
            answerNext();
        }
        throw new AssertionError("nobody is held");
    }

    private Offer offer() {
        Event event = Event.of("user.created", "text/plain", "x");
        Offer offer = dispatcher.offer(
                List.of(new Delivery(event, Subscription.async("user.created", "fn"))), Optional.empty());
        assertThat(offer.acceptance()).isEqualTo(Acceptance.ACCEPTED);
        return offer;
    }

    private void answerNext() {
        calls.remove().complete(FunctionReply.of(new byte[0]));
    }
}
