package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** What becomes of deliveries that were offered together. It does not hold on to their events, which may be over before it is. */
final class Acknowledgement {

    private final AtomicReferenceArray<Outcome> outcomes;
    private final AtomicInteger open;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private final long size;

    /**
     * @param size about how many bytes of memory the deliveries take
     */
    Acknowledgement(List<Delivery> offered, long size) {
        this.outcomes = new AtomicReferenceArray<>(offered.stream()
                .map(delivery -> Outcome.pending(delivery.subscription(), 0))
                .toArray(Outcome[]::new));
        this.open = new AtomicInteger(offered.size());
        this.size = size;
    }

    long size() {
        return size;
    }

    /** {@return the deliveries, which tell this what becomes of them} */
    List<Delivery> of(List<Delivery> offered) {
        return IntStream.range(0, offered.size())
                .mapToObj(index -> offered.get(index).tellingIts(outcome -> tell(index, outcome)))
                .toList();
    }

    private void tell(int index, Outcome outcome) {
        outcomes.set(index, outcome);
        if (outcome.result() != Outcome.Result.PENDING && open.decrementAndGet() == 0) {
            over.complete(null);
        }
    }

    /** {@return the outcomes in the order of the deliveries, as soon as all are over, or {@code atMost} is} */
    CompletionStage<List<Outcome>> within(Duration atMost) {
        return over.completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(unused -> IntStream.range(0, outcomes.length())
                        .mapToObj(outcomes::get)
                        .toList());
    }
}
