package dev.eventgateway.bench;

import dev.eventgateway.bench.Population.Request;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventForm;
import dev.eventgateway.routing.RoutingTable;
import java.util.stream.Stream;

/** A benchmark of the wrong thing must not run. */
final class Check {

    private Check() {}

    static void allGoSomewhere(RoutingTable table, Request[] requests) {
        require(Stream.of(requests).allMatch(request -> goesSomewhere(table, request)), "a hit goes nowhere");
    }

    static void allGoNowhere(RoutingTable table, Request[] requests) {
        require(Stream.of(requests).noneMatch(request -> goesSomewhere(table, request)), "a miss goes somewhere");
    }

    static void isOf(EventForm form, Traffic traffic) {
        require(traffic.form() == form, "a request is none of " + form);
        require(traffic.event().data().size() > 1_000, "an event has no data of 1 kB");
    }

    private static boolean goesSomewhere(RoutingTable table, Request request) {
        return table.match(request.method(), request.path(), Event.HTTP_REQUEST)
                .sync()
                .isPresent();
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
