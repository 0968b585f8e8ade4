package dev.eventgateway.delivery;

import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.RoutingTable;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls of functions, measured; whatever goes wrong is a {@link FunctionException}. Never blocks. */
final class Calls {

    private final Functions functions;
    private final Metrics metrics;

    Calls(Functions functions, Metrics metrics) {
        this.functions = functions;
        this.metrics = metrics;
    }

    /** Calls the function of that id, as the table in force has it. */
    <T> CompletionStage<T> call(
            RoutingTable table,
            String space,
            String id,
            FunctionCall call,
            Optional<Permit> permit,
            Function<FunctionReply, T> reading) {
        return table.function(space, id)
                .map(function -> call(function, call, permit, reading))
                .orElseGet(() -> CompletableFuture.failedStage(new FunctionException(
                        FunctionException.Kind.UNAVAILABLE, "function \"" + id + "\" is not there")));
    }

    /**
     * Calls a function. An answer that {@code reading} cannot make sense of counts as a failed call.
     *
     * @param permit the leave to do so, if whoever calls has it already
     */
    <T> CompletionStage<T> call(
            FunctionSpec function, FunctionCall call, Optional<Permit> permit, Function<FunctionReply, T> reading) {
        long start = System.nanoTime();
        return permit.map(held -> functions.invoke(function, call, held))
                .orElseGet(() -> functions.invoke(function, call))
                .thenApply(reading)
                .whenComplete((reply, failure) -> measure(function, failure, System.nanoTime() - start));
    }

    private void measure(FunctionSpec function, @Nullable Throwable failure, long nanos) {
        if (failure == null) {
            metrics.functionCalled(function.space(), function.functionId(), "ok", Duration.ofNanos(nanos));
            return;
        }
        FunctionException known = FunctionException.of(failure);
        String outcome = known.kind().name().toLowerCase(Locale.ROOT);
        if (known.isKeptBack()) {
            metrics.functionKeptBack(function.space(), function.functionId(), outcome);
        } else {
            metrics.functionCalled(function.space(), function.functionId(), outcome, Duration.ofNanos(nanos));
        }
    }
}
