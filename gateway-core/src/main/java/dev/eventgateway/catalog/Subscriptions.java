package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.PathPattern;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What sets subscriptions apart: an id that follows from the content, so what the event is and where it goes is immutable. */
final class Subscriptions implements DocumentKind<Subscription> {

    private static final String ASYNC_ONLY =
            "expected with type async only; who sends a synchronous event may try again";

    @Override
    public Kind kind() {
        return Kind.SUBSCRIPTION;
    }

    @Override
    public String title() {
        return "Subscription";
    }

    @Override
    public DocumentId id(Subscription subscription) {
        return new DocumentId(Kind.SUBSCRIPTION, subscription.space(), subscription.subscriptionId());
    }

    /** Demands here what routing cannot do without; but if that is missing, tells of every rule that is broken. */
    @Override
    public Subscription parse(Fields fields, String space, Optional<String> id) {
        String type = fields.text("type");
        Subscription subscription = new Subscription(
                space.isEmpty() ? FunctionSpec.DEFAULT_SPACE : space,
                type.equals("sync") ? Subscription.Type.SYNC : Subscription.Type.ASYNC,
                fields.text("eventType"),
                fields.text("functionId"),
                fields.text("path"),
                fields.text("method"),
                fields.fields("retry").map(Retries::parse),
                fields.optionalText("deadLetter"),
                fields.truth("paused"),
                fields.texts("metadata"));
        if (!type.equals(subscription.type().text())
                || PathPattern.problem(subscription.path()).isPresent()) {
            check(subscription, type);
        }
        return subscription;
    }

    @Override
    public Map<String, Object> stored(Subscription subscription) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", subscription.space());
        fields.put("subscriptionId", subscription.subscriptionId());
        fields.put("type", subscription.type().text());
        fields.put("eventType", subscription.eventType());
        fields.put("functionId", subscription.functionId());
        fields.put("path", subscription.path());
        fields.put("method", subscription.method());
        subscription.retry().ifPresent(retry -> fields.put("retry", Retries.stored(retry)));
        subscription.deadLetter().ifPresent(function -> fields.put("deadLetter", function));
        if (subscription.paused()) {
            fields.put("paused", true);
        }
        if (!subscription.metadata().isEmpty()) {
            fields.put("metadata", new TreeMap<>(subscription.metadata()));
        }
        return fields;
    }

    @Override
    public Subscription ready(Subscription given, Optional<Subscription> before) {
        check(given, given.type().text());
        before.ifPresent(old -> requireSame(old, given));
        return given;
    }

    private static void check(Subscription subscription, String type) {
        new Rules("Subscription")
                .space(subscription.space())
                .subscriptionType(type)
                .eventTypePattern(subscription.eventType())
                .required("FunctionID", subscription.functionId())
                .path(PathPattern.problem(subscription.path()))
                .method(subscription.method())
                .retry(subscription.retry().flatMap(retry -> problem(subscription, retry)))
                .deadLetter(subscription.deadLetter().flatMap(function -> problem(subscription, function)))
                .require();
    }

    private static Optional<String> problem(Subscription subscription, Retry retry) {
        return subscription.type() == Subscription.Type.ASYNC ? retry.problem() : Optional.of(ASYNC_ONLY);
    }

    private static Optional<String> problem(Subscription subscription, String deadLetter) {
        if (subscription.type() == Subscription.Type.SYNC) {
            return Optional.of(ASYNC_ONLY);
        }
        return deadLetter.isEmpty() || deadLetter.equals(subscription.functionId())
                ? Optional.of("expected another function than the one that fails")
                : Optional.empty();
    }

    private static void requireSame(Subscription old, Subscription given) {
        requireSame("Type", old.type(), given.type());
        requireSame("EventType", old.eventType(), given.eventType());
        requireSame("FunctionID", old.functionId(), given.functionId());
        requireSame("Path", old.path(), given.path());
        requireSame("Method", old.method(), given.method());
    }

    private static void requireSame(String field, Object old, Object given) {
        if (!old.equals(given)) {
            throw new CatalogException(
                    Reason.INVALID, "Invalid update. '" + field + "' of existing subscription cannot be updated.");
        }
    }

    /** A pattern names no event type, so there is none that it needs. */
    @Override
    public List<Reference> references(Subscription subscription) {
        List<Reference> references = new ArrayList<>();
        if (!subscription.eventType().endsWith(".*")) {
            references.add(
                    reference(Kind.EVENT_TYPE, subscription.space(), "Event Type", subscription.eventType(), false));
        }
        references.add(reference(
                Kind.FUNCTION,
                subscription.space(),
                "Function",
                subscription.functionId(),
                !subscription.isOfRequests()));
        subscription
                .deadLetter()
                .map(id -> reference(Kind.FUNCTION, subscription.space(), "Dead letter function", id, true))
                .ifPresent(references::add);
        return references;
    }

    private static Reference reference(Kind kind, String space, String title, String id, boolean asFunctionOfEvents) {
        return new Reference(new DocumentId(kind, space, id), title + " \"" + id + "\" not found.", asFunctionOfEvents);
    }

    @Override
    public Optional<Claim> claim(Subscription subscription) {
        if (subscription.type() == Subscription.Type.ASYNC) {
            return Optional.empty();
        }
        return Optional.of(new Claim(
                subscription.method() + " " + subscription.eventType() + " " + PathPattern.shape(subscription.path()),
                "Subscription path conflict: route " + subscription.path() + " conflicts with existing route"));
    }

    @Override
    public boolean canBeUsed() {
        return false;
    }

    @Override
    public String exists(String id) {
        return "Subscription \"" + id + "\" already exists.";
    }

    @Override
    public TableChange put(Subscription subscription) {
        return new TableChange.PutSubscription(subscription);
    }

    @Override
    public Optional<Subscription> find(RoutingTable table, String space, String id) {
        return table.subscription(space, id);
    }

    @Override
    public Map<String, String> metadata(Subscription subscription) {
        return subscription.metadata();
    }

    @Override
    public List<Subscription> all(RoutingTable table, String space) {
        return table.subscriptions(space);
    }
}
