package dev.eventgateway.routing;

import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.TableChange.PutCorsRule;
import dev.eventgateway.routing.TableChange.PutEventType;
import dev.eventgateway.routing.TableChange.PutFunction;
import dev.eventgateway.routing.TableChange.PutSubscription;
import dev.eventgateway.routing.TableChange.UnreadableEventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Everything the gateway decides by: event types, functions, subscriptions and CORS rules of all spaces, and where an event goes. An
 * immutable value, safe to share between threads; no method blocks, does I/O or takes a lock. A changed table shares all but
 * the way to the change with its predecessor. What a table holds and how it routes follows from its content alone, never from
 * the order of the changes that led there; tables of equal content are equal.
 */
public final class RoutingTable {

    private static final RoutingTable EMPTY =
            new RoutingTable(EventTypes.EMPTY, SpaceMap.empty(), Subscriptions.EMPTY, CorsRules.EMPTY);

    private final EventTypes eventTypes;
    private final SpaceMap<String, FunctionSpec> functions;
    private final Subscriptions subscriptions;
    private final CorsRules corsRules;

    private RoutingTable(
            EventTypes eventTypes,
            SpaceMap<String, FunctionSpec> functions,
            Subscriptions subscriptions,
            CorsRules corsRules) {
        this.eventTypes = eventTypes;
        this.functions = functions;
        this.subscriptions = subscriptions;
        this.corsRules = corsRules;
    }

    /** {@return a table that holds nothing and sends every event nowhere} */
    public static RoutingTable empty() {
        return EMPTY;
    }

    /**
     * {@return this table with the changes made, one after the other; this table itself if they change nothing}
     *
     * @throws IllegalArgumentException if the path of a subscription or CORS rule has a {@link PathPattern#problem(String) problem}
     */
    public RoutingTable apply(List<TableChange> changes) {
        RoutingTable table = this;
        for (TableChange change : changes) {
            table = table.with(change);
        }
        return table;
    }

    /**
     * Tells where an event goes. Static segments go before parameters, parameters before wildcards, from left to right and with
     * second thoughts: where the more specific way leads nowhere, the next one is taken. Both sides are percent-decoded segment
     * by segment; a parameter takes no empty segment; a wildcard takes whatever remains, the empty segment of {@code /}
     * included. Spaces are namespaces only: subscriptions of all of them are matched.
     *
     * <p>At most one synchronous subscription answers: the one with the most specific path; on one path the exact event type
     * goes before the longest prefix. Should there be several of that precedence, which the catalog prevents, it is the one with
     * the smallest space and id, on every instance.
     *
     * <p>Asynchronous subscriptions do not compete. Every one that matches gets the event, each with the parameters of its own
     * path: if a more specific path silenced a general one, then registering {@code /orders/new} would silently take events away
     * from whoever subscribed to {@code /*all} before.
     *
     * @param method the HTTP method as sent; {@code HEAD} and {@code OPTIONS} are methods like any other
     * @param rawPath the path as sent, still encoded, without query
     * @param eventType the type of the event
     * @return where the event goes, {@link Match#NONE} if nowhere
     */
    public Match match(String method, String rawPath, String eventType) {
        RequestPath path = new RequestPath(rawPath);
        Optional<Route> sync = subscriptions.sync().first(method, eventType, path);
        List<Route> async = subscriptions.async().all(method, eventType, path);
        if (sync.isEmpty() && async.isEmpty()) {
            return Match.NONE;
        }
        return new Match(sync.map(route -> route.target(path)), targets(async, path));
    }

    /**
     * {@return the CORS rule for requests of that method to that path} Paths match as in {@link #match}, over all spaces; of two
     * rules for one path, which the catalog prevents, it is the one with the smallest space and id.
     *
     * @param method the HTTP method as sent
     * @param rawPath the path as sent, still encoded, without query
     */
    public Optional<CorsRule> corsRuleFor(String method, String rawPath) {
        return corsRules.first(method, rawPath);
    }

    /** {@return whether anybody, in any space, observes what the gateway does; costs nothing} */
    public boolean isObserved() {
        return !subscriptions.observers().isEmpty();
    }

    /** {@return whether anybody observes what the gateway does in that space; costs next to nothing} */
    public boolean isObserved(String space) {
        return isObserved() && !subscriptions.observers(space).methods().isEmpty();
    }

    /**
     * {@return the asynchronous subscriptions of one space, at {@code POST /}, to a type that the gateway tells about itself; costs
     * next to nothing in a space that has none}
     */
    public List<Target> observers(String space, String systemType) {
        Routes routes = subscriptions.observers(space);
        if (routes.methods().isEmpty()) {
            return List.of();
        }
        RequestPath root = new RequestPath("/");
        return targets(routes.all("POST", systemType, root), root);
    }

    /** {@return the event type of that name} */
    public Optional<EventType> eventType(String space, String name) {
        return eventTypes.byName().get(space, name);
    }

    /** {@return whether there is an event type of that name that cannot be read: so nobody knows who guards it} */
    public boolean isUnreadableEventType(String space, String name) {
        return eventTypes.isUnreadable(space, name);
    }

    /** {@return the event types of a space, ascending by name} */
    public List<EventType> eventTypes(String space) {
        return eventTypes.byName().values(space);
    }

    /** {@return the function of that id} */
    public Optional<FunctionSpec> function(String space, String functionId) {
        return functions.get(space, functionId);
    }

    /** {@return the functions of a space, ascending by id} */
    public List<FunctionSpec> functions(String space) {
        return functions.values(space);
    }

    /** {@return the subscription of that id} */
    public Optional<Subscription> subscription(String space, String subscriptionId) {
        return subscriptions.byId().get(space, subscriptionId);
    }

    /** {@return the subscriptions of a space, ascending by id} */
    public List<Subscription> subscriptions(String space) {
        return subscriptions.byId().values(space);
    }

    /** {@return the CORS rule of that id and that space} */
    public Optional<CorsRule> corsRule(String space, String corsId) {
        return corsRules.byId().get(space, corsId);
    }

    /** {@return the CORS rules of a space, ascending by id} */
    public List<CorsRule> corsRules(String space) {
        return corsRules.byId().values(space);
    }

    /** {@return the spaces that hold anything, ascending} */
    public List<String> spaces() {
        TreeSet<String> names = new TreeSet<>(eventTypes.byName().names());
        names.addAll(functions.names());
        names.addAll(subscriptions.byId().names());
        names.addAll(corsRules.byId().names());
        return List.copyOf(names);
    }

    /** {@return how many of a kind a space holds} */
    public int count(DocumentId.Kind kind, String space) {
        return switch (kind) {
            case EVENT_TYPE -> eventTypes.byName().size(space);
            case FUNCTION -> functions.size(space);
            case SUBSCRIPTION -> subscriptions.byId().size(space);
            case CORS_RULE -> corsRules.byId().size(space);
        };
    }

    /** {@return the subscription, the one with the smallest id, that calls the function} */
    public Optional<Subscription> userOfFunction(String space, String functionId) {
        return subscriptions.userOfFunction(space, functionId);
    }

    /** {@return the subscription, the one with the smallest id, that names this very event type; a prefix names no type} */
    public Optional<Subscription> userOfEventType(String space, String name) {
        return subscriptions.userOfEventType(space, name);
    }

    /** {@return the event type, the one with the smallest name, that the function is the authorizer of} */
    public Optional<EventType> authorizedBy(String space, String functionId) {
        return eventTypes.authorizedBy(space, functionId);
    }

    private static List<Target> targets(List<Route> routes, RequestPath path) {
        if (routes.isEmpty()) {
            return List.of();
        }
        List<Target> targets = new ArrayList<>(routes.size());
        for (Route route : routes) {
            targets.add(route.target(path));
        }
        return targets;
    }

    private RoutingTable with(TableChange change) {
        if (change instanceof PutEventType put) {
            return with(put.eventType());
        }
        if (change instanceof PutFunction put) {
            return with(put.function());
        }
        if (change instanceof PutSubscription put) {
            return with(put.subscription());
        }
        if (change instanceof PutCorsRule put) {
            return with(put.rule());
        }
        if (change instanceof UnreadableEventType unreadable) {
            return withUnreadable(unreadable.id());
        }
        return without(((TableChange.Remove) change).id());
    }

    private RoutingTable withUnreadable(DocumentId id) {
        return isUnreadableEventType(id.space(), id.id())
                ? this
                : new RoutingTable(eventTypes.withUnreadable(id), functions, subscriptions, corsRules);
    }

    private RoutingTable with(EventType added) {
        Optional<EventType> old = eventType(added.space(), added.name());
        return old.equals(Optional.of(added)) && !isUnreadableEventType(added.space(), added.name())
                ? this
                : new RoutingTable(eventTypes.with(added), functions, subscriptions, corsRules);
    }

    private RoutingTable with(FunctionSpec added) {
        Optional<FunctionSpec> old = function(added.space(), added.functionId());
        return old.equals(Optional.of(added))
                ? this
                : new RoutingTable(
                        eventTypes, functions.with(added.space(), added.functionId(), added), subscriptions, corsRules);
    }

    private RoutingTable with(Subscription added) {
        String id = added.subscriptionId();
        Optional<Subscription> old = subscription(added.space(), id);
        return old.equals(Optional.of(added))
                ? this
                : new RoutingTable(eventTypes, functions, subscriptions.with(added, id), corsRules);
    }

    private RoutingTable with(CorsRule added) {
        String id = added.corsId();
        Optional<CorsRule> old = corsRule(added.space(), id);
        return old.equals(Optional.of(added))
                ? this
                : new RoutingTable(eventTypes, functions, subscriptions, corsRules.with(added, id));
    }

    private RoutingTable without(DocumentId id) {
        if (!holds(id)) {
            return this;
        }
        return switch (id.kind()) {
            case EVENT_TYPE ->
                new RoutingTable(eventTypes.without(id.space(), id.id()), functions, subscriptions, corsRules);
            case FUNCTION ->
                new RoutingTable(eventTypes, functions.without(id.space(), id.id()), subscriptions, corsRules);
            case SUBSCRIPTION ->
                new RoutingTable(eventTypes, functions, subscriptions.without(id.space(), id.id()), corsRules);
            case CORS_RULE ->
                new RoutingTable(eventTypes, functions, subscriptions, corsRules.without(id.space(), id.id()));
        };
    }

    private boolean holds(DocumentId id) {
        return switch (id.kind()) {
            case EVENT_TYPE -> eventType(id.space(), id.id()).isPresent() || isUnreadableEventType(id.space(), id.id());
            case FUNCTION -> function(id.space(), id.id()).isPresent();
            case SUBSCRIPTION -> subscription(id.space(), id.id()).isPresent();
            case CORS_RULE -> corsRule(id.space(), id.id()).isPresent();
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RoutingTable that
                && eventTypes.byName().equals(that.eventTypes.byName())
                && eventTypes.unreadable().equals(that.eventTypes.unreadable())
                && functions.equals(that.functions)
                && subscriptions.byId().equals(that.subscriptions.byId())
                && corsRules.byId().equals(that.corsRules.byId());
    }

    @Override
    public int hashCode() {
        return Objects.hash(eventTypes.byName(), functions, subscriptions.byId(), corsRules.byId());
    }

    /** {@return the size of the table, never its content} */
    @Override
    public String toString() {
        int spaces = spaces().size();
        int routes = subscriptions.byId().spaces().values().stream()
                .mapToInt(map -> map.size())
                .sum();
        return "RoutingTable[spaces=" + spaces + ", subscriptions=" + routes + "]";
    }
}
