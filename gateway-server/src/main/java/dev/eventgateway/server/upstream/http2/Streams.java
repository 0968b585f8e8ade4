package dev.eventgateway.server.upstream.http2;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The requests that are under way, and those of them that wait until the connection has room. */
final class Streams {

    private final Map<Integer, Http2Exchange> open = new HashMap<>();
    private final Set<RequestConduit> blocked = new LinkedHashSet<>();

    int count() {
        return open.size();
    }

    @Nullable
    Http2Exchange get(int id) {
        return open.get(id);
    }

    boolean contains(Http2Exchange exchange) {
        return open.get(exchange.id()) == exchange;
    }

    List<Http2Exchange> all() {
        return List.copyOf(open.values());
    }

    void add(Http2Exchange exchange) {
        open.put(exchange.id(), exchange);
    }

    void remove(Http2Exchange exchange) {
        open.remove(exchange.id());
        blocked.remove(exchange.out());
    }

    /** {@return those after that one, which are removed} */
    List<Http2Exchange> removeAfter(int last) {
        List<Http2Exchange> after =
                open.values().stream().filter(each -> each.id() > last).toList();
        after.forEach(this::remove);
        return after;
    }

    /** {@return all, which are removed} */
    List<Http2Exchange> removeAll() {
        return removeAfter(-1);
    }

    void awaitRoom(RequestConduit conduit) {
        blocked.add(conduit);
    }

    /** Each that waits in turn, while there is {@code room}: who has had it comes last. Any of them may end others. */
    void useRoom(IntSupplier room) {
        for (int turns = blocked.size(); turns > 0 && !blocked.isEmpty() && room.getAsInt() > 0; turns--) {
            RequestConduit first = blocked.iterator().next();
            blocked.remove(first);
            first.run();
        }
    }
}
