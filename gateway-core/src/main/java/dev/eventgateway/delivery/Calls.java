package dev.eventgateway.delivery;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
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
        return measured(
                function,
                () -> permit.map(held -> functions.invoke(function, call, held))
                        .orElseGet(() -> functions.invoke(function, call)),
                reading);
    }

    /** Sends a request on to a function in proxy mode. */
    CompletionStage<GatewayReply> forward(FunctionSpec function, GatewayRequest request) {
        return measured(function, () -> functions.forward(function, request), FunctionReply::toHttp);
    }

    /** Measures a call to the end of its answer, which the caller may have before that. */
    private <T> CompletionStage<T> measured(
            FunctionSpec function, Supplier<CompletionStage<FunctionReply>> call, Function<FunctionReply, T> reading) {
        long start = System.nanoTime();
        return call.get()
                .thenApply(reply -> {
                    T read = reading.apply(reply);
                    reply.ended().whenComplete((done, broken) -> measure(function, broken, System.nanoTime() - start));
                    return read;
                })
                .whenComplete((reply, failure) -> {
                    if (failure != null) {
                        measure(function, failure, System.nanoTime() - start);
                    }
                });
    }

    private void measure(FunctionSpec function, @Nullable Throwable failure, long nanos) {
        if (failure != null && FunctionException.of(failure).isKeptBack()) {
            metrics.functionKeptBack(function.space(), function.functionId(), outcome(failure));
        } else {
            metrics.functionCalled(function.space(), function.functionId(), outcome(failure), Duration.ofNanos(nanos));
        }
    }

    private static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "ok";
        }
        return refusalOf(failure).isPresent()
                ? "abandoned"
                : FunctionException.of(failure).kind().name().toLowerCase(Locale.ROOT);
    }

    /** {@return what the sender of a request did wrong, if it is that what a stage failed with} */
    static Optional<RequestException> refusalOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RequestException refusal ? Optional.of(refusal) : Optional.empty();
    }
}
