package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.Entry.Permit;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.RoutingTable;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls of functions for users' events: told to who observes the gateway. Never blocks. */
final class Invocations {

    private final Calls calls;
    private final Supplier<RoutingTable> table;
    private final SystemDeliveries system;

    Invocations(Calls calls, Supplier<RoutingTable> table, SystemDeliveries system) {
        this.calls = calls;
        this.table = table;
        this.system = system;
    }

    /**
     * Calls a function. An answer that {@code reading} cannot make sense of counts as a failed call.
     *
     * @param permit the leave to do so, if whoever calls has it already
     */
    <T> CompletionStage<T> invoke(
            String space,
            String function,
            FunctionCall call,
            Optional<Permit> permit,
            Function<FunctionReply, T> reading) {
        Event event = call.event();
        system.announce(new SystemEvent.Invoking(space, function, event));
        return calls.call(table.get(), space, function, call, permit, reply -> {
                    T read = reading.apply(reply);
                    system.announce(new SystemEvent.Invoked(space, function, event, reply));
                    return read;
                })
                .whenComplete((read, failure) -> {
                    if (failure != null) {
                        system.announce(
                                new SystemEvent.InvocationFailed(space, function, event, Calls.failureOf(failure)));
                    }
                });
    }
}
