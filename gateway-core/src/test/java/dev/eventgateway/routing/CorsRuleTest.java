package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.routing.TableChange.PutCorsRule;
import dev.eventgateway.routing.TableChange.Remove;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsRuleTest {

    @Test
    void theIdIsTheMethodAndTheEscapedPath() {
        assertThat(CorsRule.of("GET", "/hello").corsId()).isEqualTo("GET%2Fhello");
        assertThat(CorsRule.of("PUT", "/a b/:id/*ä").corsId()).isEqualTo("PUT%2Fa%20b%2F:id%2F%2A%C3%A4");
    }

    @Test
    void emptyListsMeanTheDefaults() {
        CorsRule rule = CorsRule.of("GET", "/");

        assertThat(rule.allowedOrigins()).containsExactly("*");
        assertThat(rule.allowedMethods()).containsExactly("HEAD", "GET", "POST");
        assertThat(rule.allowedHeaders()).containsExactly("Origin", "Accept", "Content-Type");
        assertThat(rule.allowCredentials()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*, https://a.example, true",
        "https://a.example, https://a.example, true",
        "HTTPS://A.example, https://a.EXAMPLE, true",
        "https://a.example, https://a.example:8443, false",
        "https://a.example, http://a.example, false",
        "https://a.example, null, false",
        "null, null, true",
        "https://*.example, https://a.b.example, true",
        "https://*.example, https://.example, true",
        "https://*.example, https://example, false",
        "https://*.example, https://a.example.evil, false",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "a*b*, axb*, true",
        "a*b*, axbx, false"
    })
    void anAsteriskInAnOriginStandsForAnyText(String allowed, String origin, boolean isAllowed) {
        assertThat(rule(List.of("https://other.example", allowed), List.of(), List.of())
                        .allowsOrigin(origin))
                .isEqualTo(isAllowed);
    }

    @Test
    void onlyTheAsteriskAloneAllowsEveryOrigin() {
        assertThat(rule(List.of("https://a.example", "*"), List.of(), List.of()).allowsEveryOrigin())
                .isTrue();
        assertThat(rule(List.of("https://*"), List.of(), List.of()).allowsEveryOrigin())
                .isFalse();
    }

    @Test
    void methodsAndHeadersAreComparedWithoutRegardToCase() {
        CorsRule rule = rule(List.of(), List.of("put"), List.of("x-api-key"));

        assertThat(List.of("PUT", "put", "OPTIONS")).allMatch(rule::allowsMethod);
        assertThat(List.of("GET", "PUTS", "")).noneMatch(rule::allowsMethod);
        assertThat(List.of("X-Api-Key", "X-API-KEY", "origin")).allMatch(rule::allowsHeader);
        assertThat(List.of("X-Api", "Accept", "*", "")).noneMatch(rule::allowsHeader);
        assertThat(rule(List.of(), List.of(), List.of("*")).allowsHeader("anything"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/users/me, /users/me",
        "/users/you, /users/:id",
        "/users/%6De, /users/me",
        "/users/me/posts, /users/:name/posts",
        "/users/me/photos, /*all",
        "/users/, /*all",
        "/, /*all"
    })
    void rulesAreMatchedAsSubscriptionsAreTheMostSpecificFirstAndWithSecondThoughts(String request, String path) {
        List<String> paths = List.of("/*all", "/users/me", "/users/:id", "/users/:name/posts");
        RoutingTable table = table(paths.stream().map(each -> CorsRule.of("GET", each)));

        assertThat(table.corsRuleFor("GET", request)).map(CorsRule::path).contains(path);
        assertThat(table.corsRuleFor("PUT", request)).isEmpty();
    }

    @Test
    void withoutRulesThereIsNone() {
        assertThat(RoutingTable.empty().corsRuleFor("GET", "/")).isEmpty();
        assertThat(table(Stream.of(CorsRule.of("GET", "/a"))).corsRuleFor("GET", "/b"))
                .isEmpty();
    }

    @Test
    void d1OfTwoSpacesThatOwnOneRuleTheSmallerIsInForceWhateverTheOrder() {
        CorsRule ark = inSpace("ark", "/:a");
        CorsRule zoo = inSpace("zoo", "/:b");

        assertThat(table(Stream.of(ark, zoo)).corsRuleFor("GET", "/x")).contains(ark);
        assertThat(table(Stream.of(zoo, ark)).corsRuleFor("GET", "/x")).contains(ark);
        assertThat(table(Stream.of(zoo, ark)).apply(List.of(remove(ark))).corsRuleFor("GET", "/x"))
                .contains(zoo);
    }

    @Test
    void d4ARulePutAgainReplacesTheOneInForce() {
        CorsRule changed = rule(List.of("https://a.example"), List.of(), List.of());

        RoutingTable table = table(Stream.of(CorsRule.of("GET", "/"), changed));

        assertThat(table.corsRuleFor("GET", "/")).contains(changed);
        assertThat(table.corsRule("default", "GET%2F")).contains(changed);
        assertThat(table.corsRules("default")).containsExactly(changed);
        assertThat(table.apply(List.of(new PutCorsRule(changed)))).isSameAs(table);
    }

    @Test
    void removingARuleLeavesNoTraceOfIt() {
        CorsRule rule = inSpace("ark", "/a/:b");
        RoutingTable table = table(Stream.of(rule, CorsRule.of("GET", "/a/:c")));
        RoutingTable without = table.apply(List.of(remove(rule)));

        assertThat(without).isEqualTo(table(Stream.of(CorsRule.of("GET", "/a/:c"))));
        assertThat(without.spaces()).containsExactly("default");
        assertThat(without.apply(List.of(remove(rule)))).isSameAs(without);
        assertThat(without.apply(List.of(remove(CorsRule.of("GET", "/a/:c"))))).isEqualTo(RoutingTable.empty());
        assertThat(CorsRules.EMPTY.with(rule, rule.corsId()).without("ark", rule.corsId()))
                .isEqualTo(CorsRules.EMPTY);
    }

    @Test
    void rulesAreCountedAndListedAscending() {
        RoutingTable table = table(Stream.of(CorsRule.of("PUT", "/a"), CorsRule.of("GET", "/b"), inSpace("ark", "/")));

        assertThat(table.corsRules("default")).extracting(CorsRule::corsId).containsExactly("GET%2Fb", "PUT%2Fa");
        assertThat(table.count(DocumentId.Kind.CORS_RULE, "default")).isEqualTo(2);
        assertThat(table.spaces()).containsExactly("ark", "default");
        assertThat(table.corsRule("ark", "GET%2Fb")).isEqualTo(Optional.empty());
    }

    private static RoutingTable table(Stream<CorsRule> rules) {
        return RoutingTable.empty()
                .apply(rules.<TableChange>map(PutCorsRule::new).toList());
    }

    private static Remove remove(CorsRule rule) {
        return new Remove(new DocumentId(DocumentId.Kind.CORS_RULE, rule.space(), rule.corsId()));
    }

    private static CorsRule inSpace(String space, String path) {
        return new CorsRule(space, "GET", path, List.of(), List.of(), List.of(), false, Map.of());
    }

    private static CorsRule rule(List<String> origins, List<String> methods, List<String> headers) {
        return new CorsRule("default", "GET", "/", origins, methods, headers, false, Map.of());
    }
}
