package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.get;
import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.put;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypeSectionTest {

    private static final String INVALID = "Event Type doesn't validate. Validation error: ";

    private final KvStore store = KvStore.inMemory();
    private final Desk desk = new Desk(store);
    private final Section<EventType> eventTypes = desk.eventTypes();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    @Test
    void whatIsCreatedCanBeRead() {
        assertThat(post(eventTypes, "{\"name\":\"test.event\"}"))
                .isEqualTo("{\"space\":\"default\",\"name\":\"test.event\"}");
        assertThat(get(eventTypes, "test.event")).contains("{\"space\":\"default\",\"name\":\"test.event\"}");
        assertThat(eventTypes.get("other", "test.event")).isEmpty();
    }

    @Test
    void fieldsComeInOrderAndOnlyIfThereIsSomethingToSay() {
        desk.functions().create(Desk.function("auth"));
        assertThat(post(
                        eventTypes,
                        "{\"metadata\":{\"b\":\"<2>\",\"a\":\"1\"},\"authorizerId\":\"auth\",\"name\":\"a\"}"))
                .isEqualTo("{\"space\":\"default\",\"name\":\"a\",\"authorizerId\":\"auth\","
                        + "\"metadata\":{\"a\":\"1\",\"b\":\"<2>\"}}");
        assertThat(post(eventTypes, "{\"name\":\"b\",\"metadata\":{},\"authorizerId\":null}"))
                .isEqualTo("{\"space\":\"default\",\"name\":\"b\"}");
    }

    @Test
    void anAuthorizersCacheIsShownAsItWasWrittenAndReplacedAsAWhole() {
        desk.functions().create(Desk.function("auth"));
        String cached = "{\"space\":\"default\",\"name\":\"a\",\"authorizerId\":\"auth\","
                + "\"authorizerCache\":{\"ttl\":\"60s\",\"headers\":[\"authorization\",\"X-Key\"]}}";
        assertThat(post(eventTypes, cached)).isEqualTo(cached);
        assertThat(get(eventTypes, "a")).contains(cached);
        assertThat(put(eventTypes, "a", "{\"authorizerId\":\"auth\"}"))
                .isEqualTo("{\"space\":\"default\",\"name\":\"a\",\"authorizerId\":\"auth\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"authorizerId\":\"auth\",\"authorizerCache\":{\"ttl\":\"60\",\"headers\":[\"A\"]}"
                        + "|: expected a ttl up to 24h, such as 500ms, 30s or 5m",
                "\"authorizerId\":\"auth\",\"authorizerCache\":{\"ttl\":\"60s\"}"
                        + "|: expected from 1 to 16 names of headers",
                "\"authorizerCache\":{\"ttl\":\"60s\",\"headers\":[\"A\"]}|: expected an authorizerId beside it",
                "\"authorizerId\":\"auth\",\"authorizerCache\":{\"ttl\":60,\"headers\":[\"A\"]}"
                        + "|field \"ttl\": found a number, expected a string",
                "\"authorizerId\":\"auth\",\"authorizerCache\":{\"ttl\":\"60s\",\"headers\":[1]}"
                        + "|field \"headers\": found an array, expected an array of strings"
            })
    void anAuthorizersCacheThatCannotBeIsRefused(String fields, String problem) {
        desk.functions().create(Desk.function("auth"));
        String rule = "Key: 'Type.AuthorizerCache' Error:Field validation for 'AuthorizerCache' failed on the"
                + " 'authorizerCache' tag";
        refused(Reason.INVALID, () -> post(eventTypes, "{\"name\":\"a\"," + fields + "}"))
                .hasMessage(INVALID + (problem.startsWith(":") ? rule : "") + problem);
    }

    @Test
    void theAddressWinsOverTheBody() {
        post(eventTypes, "{\"space\":\"test1\",\"name\":\"a\"}");
        assertThat(put(eventTypes, "a", "{\"space\":\"test1\",\"name\":\"b\",\"metadata\":{\"k\":\"v\"}}"))
                .isEqualTo("{\"space\":\"default\",\"name\":\"a\",\"metadata\":{\"k\":\"v\"}}");
    }

    @Test
    void fieldNamesMatchInAnyCaseAndUnknownOnesAreDropped() {
        assertThat(post(eventTypes, "{\"NAME\":\"a\",\"color\":\"red\"}"))
                .isEqualTo("{\"space\":\"default\",\"name\":\"a\"}");
    }

    @Test
    void onlyTheFirstValueOfABodyCounts() {
        assertThat(post(eventTypes, "{\"name\":\"a\"}}")).isEqualTo("{\"space\":\"default\",\"name\":\"a\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|Key: 'Type.Name' Error:Field validation for 'Name' failed on the 'required' tag",
                "null|Key: 'Type.Name' Error:Field validation for 'Name' failed on the 'required' tag",
                "{\"name\":null}|Key: 'Type.Name' Error:Field validation for 'Name' failed on the 'required' tag",
                "{|unexpected EOF",
                "^^|EOF",
                "abc|malformed JSON at $",
                "[]|found an array, expected an object",
                "{\"name\":7}|field \"name\": found a number, expected a string",
                "{\"name\":{}}|field \"name\": found an object, expected a string",
                "{\"name\":\"a\",\"authorizerId\":true}|field \"authorizerId\": found a boolean, expected a string",
                "{\"name\":\"a\",\"metadata\":\"m\"}|field \"metadata\": found a string, expected an object",
                "{\"name\":\"a\",\"metadata\":{\"k\":[]}}|field \"metadata\": found an array, expected an object of strings",
            })
    void aBodyThatIsNoEventTypeIsRefused(String body, String problem) {
        refused(Reason.INVALID, () -> post(eventTypes, body)).hasMessage(INVALID + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "user.*", "ä", ".", "..", "a\n"})
    void d32NamesOfEventTypesFollowTheRuleForNames(String name) {
        refused(Reason.INVALID, () -> eventTypes.create(EventType.of(name)))
                .hasMessage(
                        INVALID + "Key: 'Type.Name' Error:Field validation for 'Name' failed on the 'eventType' tag");
    }

    @Test
    void namesHaveAtMost255Characters() {
        assertThat(eventTypes.create(EventType.of("n".repeat(255))).live()).isTrue();
        refused(Reason.INVALID, () -> eventTypes.create(EventType.of("n".repeat(256))))
                .hasMessage(INVALID + "Key: 'Type.Name' Error:Field validation for 'Name' failed on the 'max' tag");
    }

    @ParameterizedTest
    @CsvSource({"'',required", "ab,min", "a/b,space", "..,min", "'a b',space"})
    void spacesFollowTheirRule(String space, String tag) {
        refused(Reason.INVALID, () -> post(eventTypes, space, "{\"name\":\"a\"}"))
                .hasMessage(INVALID + "Key: 'Type.Space' Error:Field validation for 'Space' failed on the '" + tag
                        + "' tag");
    }

    @Test
    void linesOfBrokenRulesComeInFieldOrder() {
        refused(Reason.INVALID, () -> post(eventTypes, "a", "{}"))
                .hasMessage(INVALID + "Key: 'Type.Space' Error:Field validation for 'Space' failed on the 'min' tag\n"
                        + "Key: 'Type.Name' Error:Field validation for 'Name' failed on the 'required' tag");
    }

    @Test
    void thereIsOneOfAName() {
        eventTypes.create(EventType.of("test.event"));
        refused(Reason.CONFLICT, () -> eventTypes.create(EventType.of("test.event")))
                .hasMessage("Event Type \"test.event\" already exists.");
        assertThat(eventTypes
                        .create(new EventType("other", "test.event", Optional.empty(), Map.of()))
                        .live())
                .isTrue();
    }

    @Test
    void d31AMissingAuthorizerIsTheCallersMistakeOnCreateToo() {
        refused(Reason.INVALID, () -> post(eventTypes, "{\"name\":\"a\",\"authorizerId\":\"auth\"}"))
                .hasMessage("Authorizer function doesn't exists.");
        refused(Reason.INVALID, () -> post(eventTypes, "{\"name\":\"a\",\"authorizerId\":\"no/id\"}"))
                .hasMessage("Authorizer function doesn't exists.");
        eventTypes.create(EventType.of("a"));
        refused(Reason.INVALID, () -> put(eventTypes, "a", "{\"authorizerId\":\"auth\"}"))
                .hasMessage("Authorizer function doesn't exists.");
    }

    @Test
    void anAuthorizerIsAFunctionOfTheSameSpace() {
        desk.functions().create(Desk.function("auth").inSpace("other"));
        refused(Reason.INVALID, () -> post(eventTypes, "{\"name\":\"a\",\"authorizerId\":\"auth\"}"))
                .hasMessage("Authorizer function doesn't exists.");
    }

    @Test
    void anUpdateReplacesEverything() {
        desk.functions().create(Desk.function("auth"));
        post(eventTypes, "{\"name\":\"a\",\"authorizerId\":\"auth\",\"metadata\":{\"k\":\"v\"}}");
        assertThat(put(eventTypes, "a", "{}")).isEqualTo("{\"space\":\"default\",\"name\":\"a\"}");
        assertThat(get(eventTypes, "a")).contains("{\"space\":\"default\",\"name\":\"a\"}");
    }

    @Test
    void whatIsNotThereCannotBeUpdatedOrDeleted() {
        refused(Reason.NOT_FOUND, () -> put(eventTypes, "x", "{}")).hasMessage("Event Type \"x\" not found.");
        refused(Reason.NOT_FOUND, () -> eventTypes.delete("default", "x")).hasMessage("Event Type \"x\" not found.");
        refused(Reason.NOT_FOUND, () -> eventTypes.delete("a/b", "..")).hasMessage("Event Type \"..\" not found.");
        refused(Reason.INVALID, () -> put(eventTypes, "a/b", "{}")).hasMessageStartingWith(INVALID);
        refused(Reason.INVALID, () -> put(eventTypes, "x", "{\"authorizerId\":1}"))
                .hasMessageStartingWith(INVALID);
    }

    @Test
    void anUpdateKeepsTheName() {
        eventTypes.create(EventType.of("a"));
        refused(Reason.INVALID, () -> eventTypes.update("a", EventType.of("b")))
                .hasMessageContaining("Invalid update.");
        assertThat(eventTypes.get("default", "b")).isEmpty();
    }

    @Test
    void whatIsDeletedIsGone() {
        eventTypes.create(EventType.of("a"));
        assertThat(eventTypes.delete("default", "a").live()).isTrue();
        assertThat(eventTypes.get("default", "a")).isEmpty();
        assertThat(eventTypes.create(EventType.of("a")).live()).isTrue();
    }

    @Test
    void anEventTypeInUseStays() {
        desk.withTypeAndFunction();
        Subscription subscription = Subscription.async("test.event", "func");
        desk.subscriptions().create(subscription);
        refused(Reason.IN_USE, () -> eventTypes.delete("default", "test.event"))
                .hasMessage("Event type cannot be deleted because there are subscriptions using it.");
        desk.subscriptions().delete("default", subscription.subscriptionId());
        assertThat(eventTypes.delete("default", "test.event").live()).isTrue();
    }

    @Test
    void d54ListsAreAscendingAndNeverFail() {
        for (String name : List.of("b", "c", "a")) {
            eventTypes.create(EventType.of(name));
        }
        assertThat(eventTypes.list("default", Map.of()))
                .extracting(EventType::name)
                .containsExactly("a", "b", "c");
        assertThat(eventTypes.list("no such/space", Map.of())).isEmpty();
    }

    @Test
    void allFiltersOfAListMustMatch() {
        post(eventTypes, "{\"name\":\"a\",\"metadata\":{\"k\":\"v\",\"l\":\"w\"}}");
        post(eventTypes, "{\"name\":\"b\",\"metadata\":{\"k\":\"v\"}}");
        post(eventTypes, "{\"name\":\"c\"}");
        assertThat(eventTypes.list("default", Map.of("k", "v")))
                .extracting(EventType::name)
                .containsExactly("a", "b");
        assertThat(eventTypes.list("default", Map.of("k", "v", "l", "w")))
                .extracting(EventType::name)
                .containsExactly("a");
        assertThat(eventTypes.list("default", Map.of("k", "V"))).isEmpty();
    }
}
