package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.get;
import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.put;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Protection;
import dev.eventgateway.function.TimeSpan;
import dev.eventgateway.kv.KvStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of a function's document that protect it. */
class FunctionProtectionTest {

    private static final String INVALID = "Function doesn't validate. Validation error: ";
    private static final String BARE =
            "{\"space\":\"default\",\"functionId\":\"f\",\"type\":\"http\",\"provider\":{\"url\":\"http://example.com\"}";
    private static final String LIMITS = ",\"maxConcurrency\":10,\"rateLimit\":{\"calls\":100,\"per\":\"1s\"},"
            + "\"timeouts\":{\"connect\":\"2s\",\"answer\":\"30s\"},"
            + "\"circuitBreaker\":{\"failureRatio\":0.5,\"calls\":20,\"delay\":\"10s\",\"probes\":1}";

    private final KvStore store = KvStore.inMemory();
    private final Desk desk = new Desk(store);
    private final Section<FunctionSpec> functions = desk.functions();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    @Test
    void whatProtectsAFunctionIsShownAsItWasWrittenAndCanChange() {
        String all = BARE + LIMITS + "}";
        assertThat(post(functions, all)).isEqualTo(all);
        assertThat(get(functions, "f")).contains(all);
        Protection known =
                desk.catalog().table().function("default", "f").orElseThrow().protection();
        assertThat(known.connectTime()).contains(Duration.ofSeconds(2));
        assertThat(known.answerTime()).contains(Duration.ofSeconds(30));
        assertThat(known.withMaxConcurrency(7).maxConcurrency()).contains(7);

        String some = BARE + ",\"timeouts\":{\"answer\":\"5m\"},\"circuitBreaker\":{}}";
        assertThat(put(functions, "f", some)).isEqualTo(some);
        assertThat(put(functions, "f", BARE + ",\"maxConcurrency\":null,\"circuitBreaker\":null}"))
                .isEqualTo(BARE + "}");
        assertThat(desk.catalog().table().function("default", "f").orElseThrow().protection())
                .isEqualTo(Protection.NONE);
    }

    @Test
    void whatCodeSaysIsStoredAsWell() {
        functions.create(FunctionSpec.http("g", "http://example.com")
                .withProtection(Protection.NONE.withRateLimit(5, new TimeSpan("2s"))));

        assertThat(get(functions, "g").orElseThrow()).contains("\"rateLimit\":{\"calls\":5,\"per\":\"2s\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "maxConcurrency;0;expected from 1 to 10000",
                "maxConcurrency;10001;expected from 1 to 10000",
                "rateLimit;{};expected calls from 1 to 10000 and per from 1ms to 1h",
                "rateLimit;{\"calls\":5};expected calls from 1 to 10000 and per from 1ms to 1h",
                "rateLimit;{\"calls\":0,\"per\":\"1s\"};expected calls from 1 to 10000",
                "rateLimit;{\"calls\":5,\"per\":\"1d\"};expected calls from 1 to 10000 and per from 1ms to 1h",
                "timeouts;{\"connect\":\"2m\"};expected connect from 1ms to 1m",
                "timeouts;{\"answer\":\"0s\"};expected answer from 1ms to 15m",
                "circuitBreaker;{\"failureRatio\":0};expected a failureRatio above 0 and up to 1",
                "circuitBreaker;{\"failureRatio\":1.1};expected a failureRatio above 0 and up to 1",
                "circuitBreaker;{\"calls\":0};expected calls and probes from 1 to 10000",
                "circuitBreaker;{\"probes\":0};expected calls and probes from 1 to 10000",
                "circuitBreaker;{\"delay\":\"soon\"};expected a delay from 1ms to 1h"
            })
    void whatIsOutOfBoundsIsRefusedInTheGrammarOfRules(String field, String value, String problem) {
        String key = Character.toUpperCase(field.charAt(0)) + field.substring(1);
        refused(Reason.INVALID, () -> post(functions, BARE + ",\"" + field + "\":" + value + "}"))
                .hasMessageStartingWith(INVALID + "Key: 'Function." + key + "' Error:Field validation for '" + key
                        + "' failed on the '" + field + "' tag: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "\"maxConcurrency\":\"10\";field \"maxConcurrency\": found a string, expected a number",
                "\"maxConcurrency\":1.5;field \"maxConcurrency\": expected a whole number",
                "\"rateLimit\":7;field \"rateLimit\": found a number, expected an object",
                "\"rateLimit\":{\"per\":1};field \"per\": found a number, expected a string",
                "\"timeouts\":\"1s\";field \"timeouts\": found a string, expected an object",
                "\"circuitBreaker\":true;field \"circuitBreaker\": found a boolean, expected an object"
            })
    void whatIsOfAnotherTypeIsRefused(String field, String problem) {
        refused(Reason.INVALID, () -> post(functions, BARE + "," + field + "}")).hasMessage(INVALID + problem);
    }
}
