package dev.eventgateway.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What came of offering deliveries.
 *
 * @param acceptance whether they are accepted
 * @param outcomes what becomes of them, in their order, if they are and somebody waits for it
 */
public record Offer(Acceptance acceptance, Optional<CompletionStage<List<Outcome>>> outcomes) {}
