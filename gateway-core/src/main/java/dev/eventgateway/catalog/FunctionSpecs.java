package dev.eventgateway.catalog;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.function.InvalidProviderException;
import dev.eventgateway.function.ProviderConfig;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What sets functions apart: a {@code provider} object that only the provider of their type understands, and may hold secrets. */
final class FunctionSpecs implements DocumentKind<FunctionSpec> {

    private final Functions functions;

    FunctionSpecs(Functions functions) {
        this.functions = functions;
    }

    @Override
    public Kind kind() {
        return Kind.FUNCTION;
    }

    @Override
    public String title() {
        return "Function";
    }

    @Override
    public DocumentId id(FunctionSpec function) {
        return new DocumentId(Kind.FUNCTION, function.space(), function.functionId());
    }

    @Override
    public FunctionSpec parse(Fields fields, String space, Optional<String> id) {
        String written = fields.text("functionId");
        String type = fields.text("type");
        if (type.isEmpty()) {
            throw new MalformedException("provider configuration not set");
        }
        provider(type);
        ProviderConfig config = fields.object("provider")
                .map(ProviderConfig::of)
                .orElseThrow(() -> new MalformedException("provider configuration not set"));
        return new FunctionSpec(
                space, id.orElse(written), type, config, Protections.parse(fields), fields.texts("metadata"));
    }

    @Override
    public Map<String, Object> stored(FunctionSpec function) {
        return fields(function, function.provider());
    }

    /** What a type's secrets are only its provider knows, so without it nothing of the provider object is shown. */
    @Override
    public Map<String, Object> shown(FunctionSpec function) {
        return fields(
                function,
                functions
                        .provider(function.type())
                        .map(provider -> function.provider().without(provider.secrets()))
                        .orElse(ProviderConfig.of(Map.of())));
    }

    private static Map<String, Object> fields(FunctionSpec function, ProviderConfig provider) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", function.space());
        fields.put("functionId", function.functionId());
        fields.put("type", function.type());
        fields.put("provider", provider.fields());
        fields.putAll(Protections.stored(function.protection()));
        if (!function.metadata().isEmpty()) {
            fields.put("metadata", new TreeMap<>(function.metadata()));
        }
        return fields;
    }

    @Override
    public FunctionSpec ready(FunctionSpec given, Optional<FunctionSpec> before) {
        FunctionProvider provider = provider(given.type());
        ProviderConfig config = checked(provider, completed(given, before, provider.secrets()));
        new Rules("Function")
                .space(given.space())
                .id("ID", given.functionId(), "functionid")
                .protection(given.protection())
                .require();
        return new FunctionSpec(
                given.space(), given.functionId(), given.type(), config, given.protection(), given.metadata());
    }

    private FunctionProvider provider(String type) {
        return functions
                .provider(type)
                .orElseThrow(() -> new MalformedException("provider " + type + " not supported, expected one of: "
                        + String.join(", ", functions.types())));
    }

    private static ProviderConfig checked(FunctionProvider provider, ProviderConfig config) {
        try {
            return provider.check(config);
        } catch (InvalidProviderException wrong) {
            throw new MalformedException(wrong.getMessage());
        }
    }

    /** A secret that is not given stays what it was, one given as null is cleared; the secrets of another type are not kept. */
    private static ProviderConfig completed(FunctionSpec given, Optional<FunctionSpec> before, Set<String> secrets) {
        Map<String, Object> fields = new LinkedHashMap<>();
        before.filter(old -> old.type().equals(given.type()))
                .ifPresent(old -> old.provider().fields().forEach((name, value) -> {
                    if (secrets.stream().anyMatch(name::equalsIgnoreCase) && !isGiven(given, name)) {
                        fields.put(name, value);
                    }
                }));
        given.provider().fields().forEach((name, value) -> {
            if (value != null) {
                fields.put(name, value);
            }
        });
        return ProviderConfig.of(fields);
    }

    private static boolean isGiven(FunctionSpec given, String name) {
        return given.provider().names().stream().anyMatch(name::equalsIgnoreCase);
    }

    @Override
    public List<Reference> references(FunctionSpec function) {
        return List.of();
    }

    @Override
    public String exists(String id) {
        return "Function \"" + id + "\" already registered.";
    }

    @Override
    public TableChange put(FunctionSpec function) {
        return new TableChange.PutFunction(function);
    }

    @Override
    public Optional<FunctionSpec> find(RoutingTable table, String space, String id) {
        return table.function(space, id);
    }

    @Override
    public Map<String, String> metadata(FunctionSpec function) {
        return function.metadata();
    }

    @Override
    public List<FunctionSpec> all(RoutingTable table, String space) {
        return table.functions(space);
    }

    private static String refusal(Subscription user, String id) {
        return user.functionId().equals(id)
                ? "Function cannot be deleted because it's subscribed to a least one event."
                : "Function " + id + " cannot be deleted because it is the dead letter function of subscription "
                        + user.subscriptionId() + ".";
    }

    @Override
    public Optional<Use> use(RoutingTable table, String space, String id) {
        Optional<Use> subscribed = table.userOfFunction(space, id)
                .map(user ->
                        new Use(new DocumentId(Kind.SUBSCRIPTION, space, user.subscriptionId()), refusal(user, id)));
        return subscribed.or(() -> table.authorizedBy(space, id)
                .map(user -> new Use(
                        new DocumentId(Kind.EVENT_TYPE, space, user.name()),
                        "Function " + id + " cannot be deleted because is used as an authorizer for " + user.name()
                                + " event type.")));
    }

    @Override
    public boolean limitsUse(FunctionSpec function) {
        return function.isProxy();
    }

    @Override
    public Optional<Use> misuse(RoutingTable table, FunctionSpec function) {
        String space = function.space();
        String id = function.functionId();
        Optional<Use> subscribed = table.userOfFunction(space, id).stream()
                .flatMap(any -> table.subscriptions(space).stream())
                .filter(user -> user.mayCall(id) && !user.isOfRequests())
                .findFirst()
                .map(user -> new Use(
                        new DocumentId(Kind.SUBSCRIPTION, space, user.subscriptionId()),
                        "Function \"" + id + "\" cannot be in proxy mode because of subscription "
                                + user.subscriptionId() + ": only synchronous subscriptions to " + Event.HTTP_REQUEST
                                + " can use such a function."));
        return subscribed.or(() -> table.authorizedBy(space, id)
                .map(user -> new Use(
                        new DocumentId(Kind.EVENT_TYPE, space, user.name()),
                        "Function \"" + id + "\" cannot be in proxy mode because it is the authorizer of event type "
                                + user.name() + ".")));
    }
}
