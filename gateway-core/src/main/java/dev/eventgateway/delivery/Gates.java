package dev.eventgateway.delivery;

import dev.eventgateway.function.Functions;
import dev.eventgateway.routing.RoutingTable;
import java.util.function.Supplier;

/** Where lanes ask whether their functions may be called. */
final class Gates implements AutoCloseable {

    private final Functions functions;
    private final Supplier<RoutingTable> table;
    private final RetryTimer timer = new RetryTimer();

    /**
     * @param table the table in force, asked each time for the function's current document
     */
    Gates(Functions functions, Supplier<RoutingTable> table) {
        this.functions = functions;
        this.table = table;
    }

    Gate of(String space, String functionId) {
        return new Gate(() -> table.get().function(space, functionId).map(functions::guard), timer);
    }

    /** Idempotent. */
    @Override
    public void close() {
        timer.close();
    }
}
