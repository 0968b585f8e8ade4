package dev.eventgateway;

import dev.eventgateway.catalog.CatalogStatus;
import dev.eventgateway.function.Circuit;
import dev.eventgateway.plugin.PluginStatus;
import java.util.List;

/**
 * How an event gateway is doing.
 *
 * @param catalog its configuration and the store behind it
 * @param draining whether it refuses new events because it is about to stop
 * @param requests requests that are not answered yet
 * @param waiting asynchronous deliveries that wait for their turn
 * @param running asynchronous deliveries whose function has been called
 * @param missingHandlers functions of type {@code java}, as {@code space/id}, whose handler this instance does not have
 * @param openCircuits the circuit breakers that are not closed: these functions are not called, or are being probed
 * @param plugins how each plugin is doing, in the order in which they are asked
 */
public record GatewayStatus(
        CatalogStatus catalog,
        boolean draining,
        int requests,
        int waiting,
        int running,
        List<String> missingHandlers,
        List<Circuit> openCircuits,
        List<PluginStatus> plugins) {

    /** Copies the lists. */
    public GatewayStatus {
        missingHandlers = List.copyOf(missingHandlers);
        openCircuits = List.copyOf(openCircuits);
        plugins = List.copyOf(plugins);
    }
}
