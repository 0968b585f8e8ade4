package dev.eventgateway.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What came of offering deliveries.
 *
 * @param acceptance whether they are accepted
 * @param outcomes what becomes of them, in their order, if they are and somebody waits for it
 * @param due when the sender who does not is to be answered; never fails
 */
public record Offer(
        Acceptance acceptance, Optional<CompletionStage<List<Outcome>>> outcomes, CompletionStage<Void> due) {

    private static final CompletionStage<Void> NOW = CompletableFuture.completedStage(null);

    /** What is to be answered at once, unless somebody waits for outcomes. */
    public Offer(Acceptance acceptance, Optional<CompletionStage<List<Outcome>>> outcomes) {
        this(acceptance, outcomes, NOW);
    }
}
