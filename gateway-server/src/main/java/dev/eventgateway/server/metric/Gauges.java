package dev.eventgateway.server.metric;

import dev.eventgateway.EventGateway;
import dev.eventgateway.delivery.FunctionQueue;
import dev.eventgateway.function.Circuit;
import dev.eventgateway.plugin.PluginStatus;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.RoutingTable;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** What a gateway has at the moment it is asked: nothing is counted along, so nothing can be miscounted. */
final class Gauges {

    private final Supplier<Optional<EventGateway>> gateway;
    private final LabelCap functions;

    /** @param gateway empty while the instance starts */
    Gauges(Supplier<Optional<EventGateway>> gateway, LabelCap functions) {
        this.gateway = gateway;
        this.functions = functions;
    }

    void register(Instruments instruments) {
        documents(instruments, "eventtypes_total", "Event types.", Kind.EVENT_TYPE);
        documents(instruments, "functions_total", "Functions.", Kind.FUNCTION);
        documents(instruments, "subscriptions_total", "Subscriptions.", Kind.SUBSCRIPTION);
        documents(instruments, "cors_total", "CORS rules.", Kind.CORS_RULE);
        instruments.gauge(
                "events_backlog",
                "Asynchronous events that wait.",
                gauge -> gauge.call(
                        gateway.get().map(open -> open.status().waiting()).orElse(0)));
        queues(
                instruments,
                "function_backlog",
                "Asynchronous events that wait for the function.",
                EventGateway::queues,
                FunctionQueue::waiting);
        queues(
                instruments,
                "function_running",
                "Asynchronous calls of the function that are under way.",
                EventGateway::queues,
                FunctionQueue::running);
        queues(
                instruments,
                "system_events_backlog",
                "Events of the gateway itself that wait for the function.",
                EventGateway::systemEventQueues,
                FunctionQueue::waiting);
        circuits(instruments);
        plugins(instruments, "plugin_backlog", "Events that the plugin has not reacted to yet.", PluginStatus::waiting);
        plugins(
                instruments,
                "plugin_up",
                "1 if the plugin is called, 0 if it rests or is switched off.",
                plugin -> plugin.state() == PluginStatus.State.RUNNING ? 1 : 0);
    }

    private void circuits(Instruments instruments) {
        instruments.gauge(
                "function_circuit_state",
                "The circuit breaker of the function: 0 closed, 1 half open, 2 open.",
                gauge -> {
                    Map<List<String>, Integer> states = new HashMap<>();
                    for (Circuit each :
                            gateway.get().map(EventGateway::circuits).orElse(List.of())) {
                        List<String> labels = functions.labels(each.space(), each.functionId());
                        states.merge(labels, number(each.state()), Integer::max);
                    }
                    states.forEach((labels, state) -> gauge.call(state, labels.get(0), labels.get(1)));
                },
                "space",
                "function");
    }

    private void plugins(Instruments instruments, String name, String help, ToDoubleFunction<PluginStatus> value) {
        instruments.gauge(
                name,
                help,
                gauge -> gateway.get()
                        .map(EventGateway::plugins)
                        .orElse(List.of())
                        .forEach(plugin -> gauge.call(value.applyAsDouble(plugin), plugin.name())),
                "plugin");
    }

    private static int number(Circuit.State state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private void documents(Instruments instruments, String name, String help, Kind kind) {
        instruments.gauge(
                name,
                help,
                gauge -> {
                    RoutingTable table = table();
                    table.spaces().forEach(space -> gauge.call(table.count(kind, space), space));
                },
                "space");
    }

    RoutingTable table() {
        return gateway.get().map(EventGateway::table).orElseGet(RoutingTable::empty);
    }

    private void queues(
            Instruments instruments,
            String name,
            String help,
            Function<EventGateway, List<FunctionQueue>> which,
            ToIntFunction<FunctionQueue> size) {
        instruments.gauge(
                name,
                help,
                gauge -> tell(gauge, gateway.get().map(which).orElse(List.of()), size),
                "space",
                "function");
    }

    private void tell(GaugeWithCallback.Callback gauge, List<FunctionQueue> queues, ToIntFunction<FunctionQueue> size) {
        Map<List<String>, Integer> sizes = new HashMap<>();
        for (FunctionQueue queue : queues) {
            sizes.merge(functions.labels(queue.space(), queue.functionId()), size.applyAsInt(queue), Integer::sum);
        }
        sizes.forEach((labels, sum) -> gauge.call(sum, labels.get(0), labels.get(1)));
    }
}
