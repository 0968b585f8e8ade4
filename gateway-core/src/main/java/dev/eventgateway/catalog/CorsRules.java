package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.PathPattern;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.TableChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What sets CORS rules apart: an id that follows from method and path, so these are immutable; and nothing that they need. */
final class CorsRules implements DocumentKind<CorsRule> {

    @Override
    public Kind kind() {
        return Kind.CORS_RULE;
    }

    @Override
    public String title() {
        return "CORS configuration";
    }

    @Override
    public DocumentId id(CorsRule rule) {
        return new DocumentId(Kind.CORS_RULE, rule.space(), rule.corsId());
    }

    /** Demands here what routing cannot do without; but if that is missing, tells of every rule that is broken. */
    @Override
    public CorsRule parse(Fields fields, String space, Optional<String> id) {
        CorsRule rule = new CorsRule(
                space,
                fields.text("method"),
                fields.text("path"),
                fields.list("allowedOrigins"),
                fields.list("allowedMethods"),
                fields.list("allowedHeaders"),
                fields.truth("allowCredentials"),
                fields.texts("metadata"));
        if (PathPattern.problem(rule.path()).isPresent()) {
            check(rule);
        }
        return rule;
    }

    @Override
    public Map<String, Object> stored(CorsRule rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", rule.space());
        fields.put("corsId", rule.corsId());
        fields.put("method", rule.method());
        fields.put("path", rule.path());
        fields.put("allowedOrigins", rule.allowedOrigins());
        fields.put("allowedMethods", rule.allowedMethods());
        fields.put("allowedHeaders", rule.allowedHeaders());
        fields.put("allowCredentials", rule.allowCredentials());
        if (!rule.metadata().isEmpty()) {
            fields.put("metadata", new TreeMap<>(rule.metadata()));
        }
        return fields;
    }

    @Override
    public CorsRule ready(CorsRule given, Optional<CorsRule> before) {
        check(given);
        before.ifPresent(old -> {
            requireSame("Method", old.method(), given.method());
            requireSame("Path", old.path(), given.path());
        });
        return given;
    }

    private static void check(CorsRule rule) {
        new Rules("CORS")
                .space(rule.space())
                .method(rule.method())
                .absolutePath(rule.path(), PathPattern.problem(rule.path()))
                .require();
    }

    private static void requireSame(String field, String old, String given) {
        if (!old.equals(given)) {
            throw new CatalogException(
                    Reason.INVALID,
                    "Invalid update. '" + field + "' of existing CORS configuration cannot be updated.");
        }
    }

    @Override
    public List<Reference> references(CorsRule rule) {
        return List.of();
    }

    /** No method is called CORS, so no subscription has such a route. */
    @Override
    public Optional<Claim> claim(CorsRule rule) {
        return Optional.of(new Claim(
                "CORS " + rule.method() + " " + PathPattern.shape(rule.path()),
                "CORS path conflict: route " + rule.path() + " conflicts with existing route"));
    }

    @Override
    public boolean canBeUsed() {
        return false;
    }

    @Override
    public String exists(String id) {
        return "CORS configuration \"" + id + "\" already exists.";
    }

    @Override
    public TableChange put(CorsRule rule) {
        return new TableChange.PutCorsRule(rule);
    }

    @Override
    public Optional<CorsRule> find(RoutingTable table, String space, String id) {
        return table.corsRule(space, id);
    }

    @Override
    public Map<String, String> metadata(CorsRule rule) {
        return rule.metadata();
    }

    @Override
    public List<CorsRule> all(RoutingTable table, String space) {
        return table.corsRules(space);
    }
}
