package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.get;
import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.put;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionSectionTest {

    private static final String INVALID = "Function doesn't validate. Validation error: ";
    private static final String FUNC = "{\"space\":\"default\",\"functionId\":\"func1\",\"type\":\"http\","
            + "\"provider\":{\"url\":\"http://example.com\"}}";

    private final KvStore store = KvStore.inMemory();
    private final Desk desk = new Desk(store);
    private final Section<FunctionSpec> functions = desk.functions();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    @Test
    void whatIsCreatedCanBeRead() {
        assertThat(post(functions, FUNC)).isEqualTo(FUNC);
        assertThat(get(functions, "func1")).contains(FUNC);
    }

    @Test
    void fieldNamesMatchInAnyCaseAndASurplusBraceIsNotSeen() {
        assertThat(post(
                        functions,
                        "{\"functionID\":\"func1\",\"type\":\"http\",\"provider\":{\"url\":\"http://example.com\"}}}"))
                .isEqualTo(FUNC);
    }

    @Test
    void unknownFieldsOfTheProviderAreDropped() {
        assertThat(post(
                        functions,
                        "{\"functionId\":\"func1\",\"type\":\"http\","
                                + "\"provider\":{\"url\":\"http://example.com\",\"color\":\"red\"}}"))
                .isEqualTo(FUNC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|provider configuration not set",
                "{\"functionId\":\"f\",\"provider\":{\"url\":\"http://h\"}}|provider configuration not set",
                "{\"functionId\":\"f\",\"type\":\"x\"}|provider x not supported, expected one of: http, vault",
                "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":{}}|missing required fields for HTTP endpoint",
                "{\"type\":\"http\",\"provider\":{}}|missing required fields for HTTP endpoint",
                "{\"type\":\"http\",\"provider\":{\"url\":\"http://h\"}}|Key: 'Function.ID' Error:Field validation for 'ID' failed on the 'required' tag",
                "{\"functionId\":\"a/b\",\"type\":\"http\",\"provider\":{\"url\":\"http://h\"}}|Key: 'Function.ID' Error:Field validation for 'ID' failed on the 'functionid' tag",
                "{\"functionId\":\"..\",\"type\":\"http\",\"provider\":{\"url\":\"http://h\"}}|Key: 'Function.ID' Error:Field validation for 'ID' failed on the 'functionid' tag",
                "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":[]}|field \"provider\": found an array, expected an object",
                "{\"functionId\":\"f\",\"type\":1}|field \"type\": found a number, expected a string",
                "{|unexpected EOF",
            })
    void aBodyThatIsNoFunctionIsRefused(String body, String problem) {
        refused(Reason.INVALID, () -> post(functions, body)).hasMessage(INVALID + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"functionId\":\"f\",\"type\":\"http\"}",
                "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":null}"
            })
    void d14AFunctionWithoutProviderIsRefused(String body) {
        refused(Reason.INVALID, () -> post(functions, body)).hasMessage(INVALID + "provider configuration not set");
    }

    @Test
    void linesOfBrokenRulesComeInFieldOrder() {
        refused(Reason.INVALID, () -> functions.create(Desk.function("").inSpace("//")))
                .hasMessage(
                        INVALID + "Key: 'Function.Space' Error:Field validation for 'Space' failed on the 'min' tag\n"
                                + "Key: 'Function.ID' Error:Field validation for 'ID' failed on the 'required' tag");
        refused(Reason.INVALID, () -> functions.create(Desk.function("id").inSpace("///")))
                .hasMessage(
                        INVALID + "Key: 'Function.Space' Error:Field validation for 'Space' failed on the 'space' tag");
    }

    @Test
    void thereIsOneOfAnId() {
        post(functions, FUNC);
        refused(Reason.CONFLICT, () -> post(functions, FUNC)).hasMessage("Function \"func1\" already registered.");
    }

    @Test
    void anUpdateReplacesEverythingTheTypeIncluded() {
        post(functions, FUNC);
        assertThat(put(
                        functions,
                        "func1",
                        "{\"type\":\"vault\",\"provider\":{\"token\":\"t\",\"url\":\"u\"},\"metadata\":{\"k\":\"v\"}}"))
                .isEqualTo("{\"space\":\"default\",\"functionId\":\"func1\",\"type\":\"vault\","
                        + "\"provider\":{\"url\":\"u\"},\"metadata\":{\"k\":\"v\"}}");
        assertThat(put(functions, "func1", FUNC)).isEqualTo(FUNC);
        assertThat(get(functions, "func1")).contains(FUNC);
    }

    @Test
    void whatIsNotThereCannotBeUpdatedOrDeleted() {
        refused(Reason.NOT_FOUND, () -> put(functions, "x", FUNC)).hasMessage("Function \"x\" not found.");
        refused(Reason.INVALID, () -> put(functions, "x", "{}")).hasMessageStartingWith(INVALID);
        refused(Reason.INVALID, () -> put(functions, "x", "{\"type\":\"http\",\"provider\":{}}"))
                .hasMessage(INVALID + "missing required fields for HTTP endpoint");
        refused(Reason.NOT_FOUND, () -> functions.delete("default", "x")).hasMessage("Function \"x\" not found.");
    }

    @Test
    void aSubscribedFunctionStays() {
        desk.withTypeAndFunction();
        Subscription subscription = Subscription.async("test.event", "func");
        desk.subscriptions().create(subscription);
        refused(Reason.IN_USE, () -> functions.delete("default", "func"))
                .hasMessage("Function cannot be deleted because it's subscribed to a least one event.");
        desk.subscriptions().delete("default", subscription.subscriptionId());
        assertThat(functions.delete("default", "func").live()).isTrue();
        assertThat(functions.get("default", "func")).isEmpty();
    }

    @Test
    void anAuthorizerStays() {
        functions.create(Desk.function("auth"));
        for (String name : new String[] {"b", "a"}) {
            desk.eventTypes().create(new EventType("default", name, Optional.of("auth"), Map.of()));
        }
        refused(Reason.IN_USE, () -> functions.delete("default", "auth"))
                .hasMessage("Function auth cannot be deleted because is used as an authorizer for a event type.");
        put(desk.eventTypes(), "a", "{}");
        desk.eventTypes().delete("default", "b");
        assertThat(functions.delete("default", "auth").live()).isTrue();
    }

    @Test
    void listsAreAscendingAndFiltered() {
        functions.create(Desk.function("b"));
        functions.create(Desk.function("a"));
        post(
                functions,
                "{\"functionId\":\"c\",\"type\":\"http\",\"provider\":{\"url\":\"http://h\"},\"metadata\":{\"foo\":\"bar\"}}");
        assertThat(functions.list("default", Map.of()))
                .extracting(FunctionSpec::functionId)
                .containsExactly("a", "b", "c");
        assertThat(functions.list("default", Map.of("foo", "bar")))
                .extracting(FunctionSpec::functionId)
                .containsExactly("c");
    }

    @Test
    void numbersKeepEveryDigit() {
        String body = "{\"space\":\"default\",\"functionId\":\"f\",\"type\":\"vault\",\"provider\":{\"limits\":"
                + "[1,1.50,12345678901234567890123,0.1000000000000000055511151231257827,true,null,{\"a\":\"b\"}]}}";
        post(functions, body.replace("{\"limits\"", "{\"token\":\"t\",\"limits\""));
        assertThat(get(functions, "f")).contains(body);
    }

    @Test
    void aDocumentThatTheStoreCannotHoldIsTheCallersMistake() {
        FunctionSpec huge = new FunctionSpec(
                "default", "f", "http", Desk.function("f").provider(), Map.of("k", "v".repeat(300_000)));
        refused(Reason.INVALID, () -> functions.create(huge)).hasMessageContaining("262144 bytes");
    }
}
