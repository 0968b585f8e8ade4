package dev.eventgateway.delivery;

import dev.eventgateway.function.Functions;
import dev.eventgateway.routing.RoutingTable;
import java.util.function.Supplier;

/** Where lanes ask whether their functions may be called. */
final class Gates {

    private final Functions functions;
    private final Supplier<RoutingTable> table;
    private final RetryTimer timer;

    /**
     * @param table the table in force, asked each time for the function's current document
     * @param timer by which they look again
     */
    Gates(Functions functions, Supplier<RoutingTable> table, RetryTimer timer) {
        this.functions = functions;
        this.table = table;
        this.timer = timer;
    }

    Gate of(String space, String functionId) {
        return new Gate(() -> table.get().function(space, functionId).map(functions::guard), timer);
    }
}
