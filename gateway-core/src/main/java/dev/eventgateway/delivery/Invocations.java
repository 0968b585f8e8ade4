package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.plugin.Plugins;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.RoutingTable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls of functions for users' events: told to who observes the gateway. Never blocks. */
final class Invocations {

    private final Calls calls;
    private final Supplier<RoutingTable> table;
    private final SystemDeliveries system;
    private final Plugins plugins;

    Invocations(Calls calls, Supplier<RoutingTable> table, SystemDeliveries system, Plugins plugins) {
        this.calls = calls;
        this.table = table;
        this.system = system;
        this.plugins = plugins;
    }

    /**
     * Calls a function, unless a plugin refuses. An answer that {@code reading} cannot make sense of counts as a failed call.
     *
     * @param permit the leave to do so, if whoever calls has it already
     */
    <T> CompletionStage<T> invoke(
            String space,
            String function,
            FunctionCall call,
            Optional<Permit> permit,
            Function<FunctionReply, T> reading) {
        return plugins.hear(SystemEvent.Invoking.class)
                ? plugins.ask(new SystemEvent.Invoking(space, function, call.event()))
                        .exceptionallyCompose(failure -> CompletableFuture.failedStage(refused(failure)))
                        .thenCompose(event -> invokeNow(space, function, call.with(event), permit, reading))
                : invokeNow(space, function, call, permit, reading);
    }

    private static FunctionException refused(Throwable failure) {
        return Calls.refusalOf(failure)
                .filter(refusal -> refusal.status() == 403)
                .map(refusal -> new FunctionException(FunctionException.Kind.REFUSED, refusal.getMessage()))
                .orElseGet(() -> FunctionException.of(failure));
    }

    private <T> CompletionStage<T> invokeNow(
            String space,
            String function,
            FunctionCall call,
            Optional<Permit> permit,
            Function<FunctionReply, T> reading) {
        Event event = call.event();
        system.announce(space, new SystemEvent.Invoking(space, function, event));
        return calls.call(table.get(), space, function, call, permit, reply -> {
                    T read = reading.apply(reply);
                    tell(space, new SystemEvent.Invoked(space, function, event, reply));
                    return read;
                })
                .whenComplete((read, failure) -> {
                    if (failure != null) {
                        tell(
                                space,
                                new SystemEvent.InvocationFailed(
                                        space, function, event, FunctionException.of(failure)));
                    }
                });
    }

    private void tell(String space, SystemEvent what) {
        system.announce(space, what);
        plugins.tell(what);
    }
}
