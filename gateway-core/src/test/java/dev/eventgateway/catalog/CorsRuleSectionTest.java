package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.get;
import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.put;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.Subscription;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsRuleSectionTest {

    private static final String INVALID = "CORS configuration doesn't validate. Validation error: ";
    private static final String BODY = "{\"method\":\"GET\",\"path\":\"/hello\"}";
    private static final String ID = "GET%2Fhello";
    private static final String ANSWER = "{\"space\":\"default\",\"corsId\":\"GET%2Fhello\",\"method\":\"GET\","
            + "\"path\":\"/hello\",\"allowedOrigins\":[\"*\"],\"allowedMethods\":[\"HEAD\",\"GET\",\"POST\"],"
            + "\"allowedHeaders\":[\"Origin\",\"Accept\",\"Content-Type\"],\"allowCredentials\":false}";

    private final TroubledStore store = new TroubledStore(KvStores.open("memory:cors-rules"));
    private final TroubledStore there = new TroubledStore(KvStores.open("memory:cors-rules"));
    private final Desk desk = new Desk(store);
    private final Desk peer = new Desk(there);
    private final Section<CorsRule> rules = desk.corsRules();

    @AfterEach
    void close() {
        desk.close();
        peer.close();
        store.close();
        there.close();
    }

    @Test
    void whatIsCreatedCanBeReadAndIsKept() {
        assertThat(post(rules, BODY)).isEqualTo(ANSWER);
        assertThat(get(rules, ID)).contains(ANSWER);
        assertThat(store.get(Key.of("config/cors/default/GET%2Fhello"))
                        .orElseThrow()
                        .text())
                .isEqualTo(ANSWER);
        assertThat(rules.list("default", Map.of())).hasSize(1);
        assertThat(rules.list("other", Map.of())).isEmpty();
    }

    @Test
    void everythingGivenIsKept() {
        String given = "{\"space\":\"default\",\"corsId\":\"PUT%2Fa%2F:b\",\"method\":\"PUT\",\"path\":\"/a/:b\","
                + "\"allowedOrigins\":[\"https://a.example\",\"\"],\"allowedMethods\":[\"PUT\"],"
                + "\"allowedHeaders\":[\"*\"],\"allowCredentials\":true,\"metadata\":{\"k\":\"v\"}}";
        assertThat(post(rules, given.replace("PUT%2Fa%2F:b", "ignored"))).isEqualTo(given);
        assertThat(peer.corsRules().list("default", Map.of("k", "x"))).isEmpty();
        await().until(() -> peer.corsRules().list("default", Map.of("k", "v")).size() == 1);
    }

    @Test
    void anUpdateReplacesEverythingButMethodAndPathWithDefaultsAgain() {
        post(rules, BODY.replace("}", ",\"allowedOrigins\":[\"a\"],\"metadata\":{\"k\":\"v\"}}"));
        assertThat(put(rules, ID, BODY.replace("}", ",\"allowCredentials\":true}")))
                .isEqualTo(ANSWER.replace("false", "true"));
        assertThat(put(rules, ID, BODY.replace("}", ",\"allowedOrigins\":[],\"allowedHeaders\":null}")))
                .isEqualTo(ANSWER);
    }

    @Test
    void d31MethodAndPathCannotBeUpdatedAndThatIsTheCallersMistake() {
        post(rules, BODY);
        refused(Reason.INVALID, () -> put(rules, ID, BODY.replace("GET", "PUT").replace("hello", "a")))
                .hasMessage("Invalid update. 'Method' of existing CORS configuration cannot be updated.");
        refused(Reason.INVALID, () -> put(rules, ID, BODY.replace("hello", "a")))
                .hasMessage("Invalid update. 'Path' of existing CORS configuration cannot be updated.");
        refused(Reason.INVALID, () -> put(rules, ID, BODY.replace("hello", "%68ello")))
                .hasMessageContaining("'Path'");
    }

    @Test
    void validationGoesBeforeNotFound() {
        refused(Reason.INVALID, () -> put(rules, "nothing", "{}")).hasMessageStartingWith(INVALID);
        refused(Reason.NOT_FOUND, () -> put(rules, ID, BODY))
                .hasMessage("CORS configuration \"GET%2Fhello\" not found.");
        refused(Reason.NOT_FOUND, () -> rules.delete("default", ID))
                .hasMessage("CORS configuration \"GET%2Fhello\" not found.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "\"GET\";\"get\";Method;eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS",
                "\"GET\";\"\";Method;eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS",
                "\"GET\";null;Method;eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS",
                "\"GET\";\"TRACE\";Method;eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS",
                "/hello;hello;Path;path",
                "/hello;;Path;path",
            })
    void aRuleThatBreaksARuleIsRefused(String part, String other, String field, String tag) {
        String given = other == null ? "" : other;
        refused(Reason.INVALID, () -> post(rules, BODY.replace(part, given)))
                .hasMessage(INVALID + "Key: 'CORS." + field + "' Error:Field validation for '" + field
                        + "' failed on the '" + tag + "' tag");
    }

    @Test
    void linesOfBrokenRulesComeInFieldOrder() {
        refused(Reason.INVALID, () -> post(rules, "a", "{}"))
                .hasMessage(INVALID
                        + "Key: 'CORS.Space' Error:Field validation for 'Space' failed on the 'min' tag\n"
                        + "Key: 'CORS.Method' Error:Field validation for 'Method' failed on the 'eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS' tag\n"
                        + "Key: 'CORS.Path' Error:Field validation for 'Path' failed on the 'path' tag");
    }

    @ParameterizedTest
    @CsvSource({"/a/*rest/b", "/:", "/*", "/:a/:a", "/a?b", "/a#b"})
    void aPathThatCannotBeRoutedIsRefused(String path) {
        refused(Reason.INVALID, () -> post(rules, BODY.replace("/hello", path)))
                .hasMessageStartingWith(
                        INVALID + "Key: 'CORS.Path' Error:Field validation for 'Path' failed on the 'path' tag: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"allowedOrigins\":\"*\"|field \"allowedOrigins\": found a string, expected an array",
                "\"allowedMethods\":[1]|field \"allowedMethods\": found a number, expected an array of strings",
                "\"allowCredentials\":\"true\"|field \"allowCredentials\": found a string, expected a boolean",
                "\"metadata\":{\"k\":1}|field \"metadata\": found a number, expected an object of strings",
            })
    void aBodyThatIsNoRuleIsRefused(String field, String problem) {
        refused(Reason.INVALID, () -> post(rules, BODY.replace("}", "," + field + "}")))
                .hasMessage(INVALID + problem);
        refused(Reason.INVALID, () -> post(rules, "{")).hasMessage(INVALID + "unexpected EOF");
    }

    @Test
    void thereIsOneOfAnId() {
        post(rules, BODY);
        refused(Reason.CONFLICT, () -> post(rules, BODY))
                .hasMessage("CORS configuration \"GET%2Fhello\" already exists.");
    }

    @ParameterizedTest
    @CsvSource({"/:a, /:b", "/a/*x, /a/*y", "/ä, /%C3%A4"})
    void d1ARuleIsTheOnlyOneOfItsMethodAndPathOverAllSpaces(String path, String same) {
        post(rules, BODY.replace("/hello", path));
        refused(Reason.CONFLICT, () -> post(rules, "other", BODY.replace("/hello", same)))
                .hasMessage(
                        "CORS path conflict: route " + same + " conflicts with existing route of space \"default\"");
        refused(Reason.CONFLICT, () -> post(rules, BODY.replace("/hello", same)))
                .hasMessage("CORS path conflict: route " + same + " conflicts with existing route");
        post(rules, "other", BODY.replace("/hello", same).replace("GET", "PUT"));
        rules.delete("default", CorsRule.of("GET", path).corsId());
        post(rules, "other", BODY.replace("/hello", same));
    }

    @Test
    void aRuleTakesNoRouteFromASubscription() {
        desk.withTypeAndFunction();
        post(rules, BODY);
        desk.subscriptions().create(Subscription.sync("test.event", "func", "GET", "/hello"));
        assertThat(store.list(Key.of("claims")).entries()).hasSize(2);
        rules.delete("default", ID);
        assertThat(store.list(Key.of("claims")).entries()).hasSize(1);
    }

    @Test
    void d33ACreateThatLosesARaceIsAConflictAndOverwritesNothing() {
        store.beforeNextCommit(() -> post(peer.corsRules(), BODY.replace("}", ",\"allowCredentials\":true}")));
        refused(Reason.CONFLICT, () -> post(rules, BODY))
                .hasMessage("CORS configuration \"GET%2Fhello\" already exists.");
        assertThat(get(peer.corsRules(), ID)).contains(ANSWER.replace("false", "true"));
    }

    @Test
    void d33AnUpdateDoesNotBringBackWhatWasDeletedMeanwhile() {
        post(rules, BODY);
        store.beforeNextCommit(() -> peer.corsRules().delete("default", ID));
        refused(Reason.NOT_FOUND, () -> put(rules, ID, BODY));
        assertThat(store.list(Key.of("config/cors")).entries()).isEmpty();
    }

    @Test
    void d4AnUpdateIsInForceOnThisGatewayWhenItAnswersAndOnPeersSoon() {
        post(rules, BODY);
        put(rules, ID, BODY.replace("}", ",\"allowCredentials\":true}"));
        assertThat(desk.catalog()
                        .table()
                        .corsRuleFor("GET", "/hello")
                        .orElseThrow()
                        .allowCredentials())
                .isTrue();
        await().until(() -> peer.catalog()
                .table()
                .corsRuleFor("GET", "/hello")
                .filter(CorsRule::allowCredentials)
                .isPresent());
    }

    @Test
    void d38AMalformedUpdateLeavesTheRuleAndDeletionRemovesIt() {
        post(rules, BODY);
        Desk.store(store, "config/cors/default/GET%2Fhello", "{");
        await().until(() -> desk.catalog().status().skippedCount() == 1);
        assertThat(desk.catalog().table().corsRuleFor("GET", "/hello")).isPresent();
        assertThat(rules.delete("default", ID).live()).isTrue();
        assertThat(desk.catalog().table().corsRuleFor("GET", "/hello")).isEmpty();
        assertThat(desk.catalog().status().skippedCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {"{", "{\"space\":\"default\",\"method\":\"GET\",\"path\":\"/a/*b/c\"}", "{\"space\":\"default\"}"})
    void d37AMalformedRuleDisturbsNoOther(String stored) {
        Desk.store(store, "config/cors/default/GET%2Fbad", stored);
        await().until(() -> desk.catalog().status().skippedCount() == 1);
        post(rules, BODY);
        assertThat(rules.list("default", Map.of())).hasSize(1);
        assertThat(rules.delete("default", ID).live()).isTrue();
    }
}
