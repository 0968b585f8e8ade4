package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.get;
import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.put;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionSectionTest {

    private static final String INVALID = "Subscription doesn't validate. Validation error: ";
    private static final String BODY = "{\"type\":\"async\",\"eventType\":\"test.event\",\"functionId\":\"func\"}";
    private static final String ID = "YXN5bmMsdGVzdC5ldmVudCxmdW5jLCUyRixQT1NU";
    private static final String ANSWER = "{\"space\":\"default\",\"subscriptionId\":\"" + ID + "\",\"type\":\"async\","
            + "\"eventType\":\"test.event\",\"functionId\":\"func\",\"path\":\"/\",\"method\":\"POST\"}";

    private final KvStore store = KvStore.inMemory();
    private final Desk desk = new Desk(store).withTypeAndFunction();
    private final Section<Subscription> subscriptions = desk.subscriptions();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    @Test
    void whatIsCreatedCanBeRead() {
        assertThat(post(subscriptions, BODY)).isEqualTo(ANSWER);
        assertThat(get(subscriptions, ID)).contains(ANSWER);
        assertThat(subscriptions.list("default", Map.of())).hasSize(1);
    }

    @Test
    void pathAndMethodAreNormalised() {
        String answer = post(
                subscriptions,
                "{\"type\":\"sync\",\"eventType\":\"test.event\",\"functionId\":\"func\",\"path\":\"a/b\",\"method\":\"get\","
                        + "\"subscriptionId\":\"ignored\",\"metadata\":{\"k\":\"v\"}}");
        assertThat(answer)
                .startsWith("{\"space\":\"default\",\"subscriptionId\":\"")
                .endsWith("\"type\":\"sync\",\"eventType\":\"test.event\",\"functionId\":\"func\",\"path\":\"/a/b\","
                        + "\"method\":\"GET\",\"metadata\":{\"k\":\"v\"}}")
                .doesNotContain("ignored");
    }

    @Test
    void anEmptyBodyIsToldOfThreeFields() {
        refused(Reason.INVALID, () -> post(subscriptions, "{}"))
                .hasMessage(
                        INVALID
                                + "Key: 'Subscription.Type' Error:Field validation for 'Type' failed on the 'required' tag\n"
                                + "Key: 'Subscription.EventType' Error:Field validation for 'EventType' failed on the 'required' tag\n"
                                + "Key: 'Subscription.FunctionID' Error:Field validation for 'FunctionID' failed on the 'required' tag");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "\"async\";\"later\";Type;eq=async|eq=sync",
                "\"async\";\"Sync\";Type;eq=async|eq=sync",
                "\"test.event\";\"a b\";EventType;eventType",
                "\"test.event\";\"*\";EventType;eventType",
                "\"test.event\";\".*\";EventType;eventType",
                "\"test.event\";\"a.*.b\";EventType;eventType",
                "\"func\";\"func\",\"method\":\"TRACE\";Method;eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS",
            })
    void aSubscriptionThatBreaksARuleIsRefused(String part, String other, String field, String tag) {
        refused(Reason.INVALID, () -> post(subscriptions, BODY.replace(part, other)))
                .hasMessage(INVALID + "Key: 'Subscription." + field + "' Error:Field validation for '" + field
                        + "' failed on the '" + tag + "' tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/*rest/b", "/:", "/*", "/:a/:a"})
    void aPathThatCannotBeRoutedIsRefused(String path) {
        refused(Reason.INVALID, () -> post(subscriptions, BODY.replace("}", ",\"path\":\"" + path + "\"}")))
                .hasMessageStartingWith(INVALID
                        + "Key: 'Subscription.Path' Error:Field validation for 'Path' failed on the 'urlPath' tag: ");
    }

    @Test
    void pathsHaveAtMost2048Characters() {
        Subscription longest = Subscription.async("test.event", "func").at("POST", "/" + "p".repeat(2_047));
        assertThat(subscriptions.create(longest).live()).isTrue();
        assertThat(subscriptions.get("default", longest.subscriptionId())).contains(longest);
        refused(Reason.INVALID, () -> subscriptions.create(longest.at("POST", "/" + "p".repeat(2_048))))
                .hasMessageContaining("'urlPath' tag");
    }

    @Test
    void aBodyThatIsCutOffIsRefused() {
        refused(Reason.INVALID, () -> post(subscriptions, BODY.substring(0, 20)))
                .hasMessage(INVALID + "unexpected EOF");
        refused(Reason.INVALID, () -> put(subscriptions, ID, BODY.substring(0, 20)))
                .hasMessage(INVALID + "unexpected EOF");
    }

    @Test
    void thereIsOneOfAnId() {
        post(subscriptions, BODY);
        refused(Reason.CONFLICT, () -> post(subscriptions, BODY))
                .hasMessage("Subscription \"" + ID + "\" already exists.");
    }

    @Test
    void eventTypeAndFunctionMustBeThereInThisOrder() {
        String both = BODY.replace("test.event", "http.request").replace("func\"", "nofunc\"");
        refused(Reason.INVALID, () -> post(subscriptions, both)).hasMessage("Event Type \"http.request\" not found.");
        desk.eventTypes().create(EventType.of("http.request"));
        refused(Reason.INVALID, () -> post(subscriptions, both)).hasMessage("Function \"nofunc\" not found.");
        refused(Reason.INVALID, () -> post(subscriptions, BODY.replace("func\"", "no/func\"")))
                .hasMessage("Function \"no/func\" not found.");
        assertThat(subscriptions.list("default", Map.of())).isEmpty();
    }

    @Test
    void whatASubscriptionNeedsMustBeInItsSpace() {
        refused(Reason.INVALID, () -> post(subscriptions, "other", BODY))
                .hasMessage("Event Type \"test.event\" not found.");
    }

    @Test
    void aPatternNeedsNoEventType() {
        post(subscriptions, BODY.replace("test.event", "user.*"));
        assertThat(desk.catalog().table().match("POST", "/", "user.created").async())
                .hasSize(1);
    }

    @Test
    void howAFunctionIsCalledAgainIsShownAsItWasWrittenAndCanChange() {
        String retry = ",\"retry\":{\"attempts\":4,\"backoff\":\"linear\",\"minDelay\":\"50ms\",\"maxDelay\":\"30s\","
                + "\"jitter\":0.25,\"timeout\":\"10s\",\"maxAge\":\"10m\"}}";
        assertThat(post(subscriptions, BODY.replace("}", retry))).isEqualTo(ANSWER.replace("}", retry));
        assertThat(get(subscriptions, ID)).contains(ANSWER.replace("}", retry));
        String other = ",\"retry\":{\"attempts\":1}}";
        assertThat(put(subscriptions, ID, BODY.replace("}", other))).isEqualTo(ANSWER.replace("}", other));
        assertThat(desk.catalog()
                        .table()
                        .match("POST", "/", "test.event")
                        .async()
                        .get(0)
                        .subscription()
                        .retry())
                .as("what events are delivered by")
                .contains(Retry.DEFAULT.withAttempts(1));
        assertThat(put(subscriptions, ID, BODY)).isEqualTo(ANSWER);
        assertThat(put(subscriptions, ID, BODY.replace("}", ",\"retry\":{}}")))
                .isEqualTo(ANSWER.replace("}", ",\"retry\":{}}"));
        assertThat(put(subscriptions, ID, BODY.replace("}", ",\"retry\":null}")))
                .isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "{\"attempts\":0};expected attempts from 1 to 100",
                "{\"backoff\":\"none\"};expected a backoff of exponential, linear or constant",
                "{\"minDelay\":\"1d\"};expected a minDelay from 1ms to 1h",
                "{\"jitter\":2};expected a jitter from 0 to 1",
                "{\"timeout\":\"1h\"};expected a timeout from 1ms to 15m",
                "{\"maxAge\":\"0s\"};expected a maxAge from 1ms to 24h"
            })
    void aRetryOutOfBoundsIsRefusedInTheGrammarOfRules(String retry, String problem) {
        refused(Reason.INVALID, () -> post(subscriptions, BODY.replace("}", ",\"retry\":" + retry + "}")))
                .hasMessageStartingWith(INVALID
                        + "Key: 'Subscription.Retry' Error:Field validation for 'Retry' failed on the 'retry' tag: "
                        + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "7;field \"retry\": found a number, expected an object",
                "{\"attempts\":\"4\"};field \"attempts\": found a string, expected a number",
                "{\"attempts\":1.5};field \"attempts\": expected a whole number",
                "{\"attempts\":1e300};field \"attempts\": expected a whole number",
                "{\"minDelay\":5};field \"minDelay\": found a number, expected a string"
            })
    void aRetryOfOtherTypesIsRefused(String retry, String problem) {
        refused(Reason.INVALID, () -> post(subscriptions, BODY.replace("}", ",\"retry\":" + retry + "}")))
                .hasMessage(INVALID + problem);
    }

    @Test
    void aSynchronousSubscriptionHasNoRetry() {
        String sync = BODY.replace("async", "sync").replace("}", ",\"retry\":{\"attempts\":1}}");
        refused(Reason.INVALID, () -> post(subscriptions, sync)).hasMessageContaining("expected with type async only");
    }

    @Test
    void theDeadLetterFunctionMustBeThereAndAnotherOne() {
        String dead = BODY.replace("}", ",\"deadLetter\":\"dead\"}");
        refused(Reason.INVALID, () -> post(subscriptions, dead)).hasMessage("Dead letter function \"dead\" not found.");
        desk.functions().create(Desk.function("dead"));
        assertThat(post(subscriptions, dead)).isEqualTo(ANSWER.replace("}", ",\"deadLetter\":\"dead\"}"));
        for (String wrong : new String[] {"", "func"}) {
            refused(Reason.INVALID, () -> put(subscriptions, ID, dead.replace("\"dead\"", "\"" + wrong + "\"")))
                    .hasMessage(
                            INVALID + "Key: 'Subscription.DeadLetter' Error:Field validation for 'DeadLetter' failed"
                                    + " on the 'deadLetter' tag: expected another function than the one that fails");
        }
        refused(Reason.INVALID, () -> post(subscriptions, dead.replace("async", "sync")))
                .hasMessageContaining("'deadLetter' tag: expected with type async only");
    }

    @Test
    void aDeadLetterFunctionInUseCannotBeDeleted() {
        desk.functions().create(Desk.function("dead"));
        post(subscriptions, BODY.replace("}", ",\"deadLetter\":\"dead\"}"));
        refused(Reason.IN_USE, () -> desk.functions().delete("default", "dead"))
                .hasMessage("Function dead cannot be deleted because it is the dead letter function of subscription "
                        + ID + ".");
        refused(Reason.IN_USE, () -> desk.functions().delete("default", "func"))
                .hasMessage("Function cannot be deleted because it's subscribed to a least one event.");
        put(subscriptions, ID, BODY);
        assertThat(desk.functions().delete("default", "dead").live()).isTrue();
    }

    @Test
    void aSubscriptionMayBePausedAndResumed() {
        String paused = ",\"paused\":true}";
        for (String type : new String[] {"async", "sync"}) {
            String body = BODY.replace("async", type);
            String answer = post(subscriptions, body.replace("}", paused));
            assertThat(answer).endsWith("\"method\":\"POST\"" + paused);
            String id = subscriptions.list("default", Map.of()).stream()
                    .filter(each -> each.type().text().equals(type))
                    .findFirst()
                    .orElseThrow()
                    .subscriptionId();
            assertThat(put(subscriptions, id, body.replace("}", ",\"paused\":false}")))
                    .isEqualTo(answer.replace(paused, "}"));
        }
        refused(Reason.INVALID, () -> post(subscriptions, BODY.replace("}", ",\"paused\":1}")))
                .hasMessage(INVALID + "field \"paused\": found a number, expected a boolean");
    }

    @Test
    void metadataCanChange() {
        post(subscriptions, BODY);
        assertThat(put(subscriptions, ID, BODY.replace("}", ",\"metadata\":{\"k\":\"v\"}}")))
                .isEqualTo(ANSWER.replace("}", ",\"metadata\":{\"k\":\"v\"}}"));
        assertThat(put(subscriptions, ID, BODY)).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @CsvSource({
        "async,sync,Type",
        "test.event,other.event,EventType",
        "func\",other\",FunctionID",
        "},',\"path\":\"/a\"}',Path",
        "},',\"method\":\"PUT\"}',Method"
    })
    void theFirstImmutableFieldThatDiffersIsNamed(String part, String other, String field) {
        post(subscriptions, BODY);
        refused(Reason.INVALID, () -> put(subscriptions, ID, BODY.replace(part, other)))
                .hasMessage("Invalid update. '" + field + "' of existing subscription cannot be updated.");
        assertThat(get(subscriptions, ID)).contains(ANSWER);
    }

    @Test
    void theFunctionOfASyncSubscriptionCannotChangeThoughItIsNoPartOfTheId() {
        Subscription sync = Subscription.sync("test.event", "func", "GET", "/");
        subscriptions.create(sync);
        desk.functions().create(Desk.function("other"));
        refused(Reason.INVALID, () -> subscriptions.update(Subscription.sync("test.event", "other", "GET", "/")))
                .hasMessage("Invalid update. 'FunctionID' of existing subscription cannot be updated.");
    }

    @Test
    void validationGoesBeforeNotFoundAndThatBeforeImmutableFields() {
        refused(Reason.INVALID, () -> put(subscriptions, "nothing", "{}")).hasMessageStartingWith(INVALID);
        refused(Reason.NOT_FOUND, () -> put(subscriptions, "nothing", BODY))
                .hasMessage("Subscription \"nothing\" not found.");
        refused(Reason.NOT_FOUND, () -> put(subscriptions, "..", BODY)).hasMessage("Subscription \"..\" not found.");
    }

    @Test
    void anUpdateNeedsItsFunction() {
        post(subscriptions, BODY);
        store.delete(Key.of("config/functions/default/func"));
        refused(Reason.INVALID, () -> put(subscriptions, ID, BODY)).hasMessage("Function \"func\" not found.");
    }

    @Test
    void whatIsDeletedIsGone() {
        post(subscriptions, BODY);
        assertThat(subscriptions.delete("default", ID).live()).isTrue();
        assertThat(get(subscriptions, ID)).isEmpty();
        assertThat(desk.catalog().table().match("POST", "/", "test.event").isEmpty())
                .isTrue();
        refused(Reason.NOT_FOUND, () -> subscriptions.delete("default", ID))
                .hasMessage("Subscription \"" + ID + "\" not found.");
    }

    @Test
    void listsAreFiltered() {
        post(subscriptions, BODY.replace("}", ",\"metadata\":{\"k\":\"v\"}}"));
        assertThat(subscriptions.list("default", Map.of("k", "v"))).hasSize(1);
        assertThat(subscriptions.list("default", Map.of("foo", "bar"))).isEmpty();
    }

    @Test
    void aSpaceThatIsNotNamedIsTheDefaultOne() {
        assertThat(post(subscriptions, "", BODY)).isEqualTo(ANSWER);
    }
}
