package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.get;
import static dev.eventgateway.catalog.Desk.post;
import static dev.eventgateway.catalog.Desk.put;
import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D39: what is secret is stored and used, never shown. */
class SecretTest {

    private static final String BODY = "{\"functionId\":\"f\",\"type\":\"vault\","
            + "\"provider\":{\"url\":\"u\",\"token\":\"hunter2\",\"pin\":\"hunter3\"}}";
    private static final String ANSWER =
            "{\"space\":\"default\",\"functionId\":\"f\",\"type\":\"vault\",\"provider\":{\"url\":\"u\"}}";

    private final TroubledStore store = new TroubledStore(KvStore.inMemory());
    private final Desk desk = new Desk(store);
    private final Section<FunctionSpec> functions = desk.functions();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    @Test
    void d39SecretsAreStoredAndUsedButNotShown() {
        assertThat(post(functions, BODY)).isEqualTo(ANSWER);
        assertThat(get(functions, "f")).contains(ANSWER);
        assertThat(secrets()).isEqualTo("hunter2 hunter3");
        assertThat(store.get(Key.of("config/functions/default/f")).orElseThrow().text())
                .contains("hunter2", "hunter3");
    }

    @Test
    void aSecretWrittenInOtherLettersIsNotShownEither() {
        String body = BODY.replace("token", "TOKEN").replace("\"pin\"", "\"Pin\"");
        assertThat(post(functions, body)).isEqualTo(ANSWER);
        assertThat(get(functions, "f")).contains(ANSWER);
        put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"url\":\"u\",\"token\":\"new\"}}");
        assertThat(functions.get("default", "f").orElseThrow().provider().fields())
                .isEqualTo(Map.of("url", "u", "Pin", "hunter3", "token", "new"));
    }

    @Test
    void aSecretThatAnUpdateDoesNotNameStays() {
        post(functions, BODY);
        put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"url\":\"other\"}}");
        assertThat(secrets()).isEqualTo("hunter2 hunter3");
        put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"PIN\":null,\"token\":\"new\"}}");
        assertThat(secrets()).isEqualTo("new -");
    }

    @Test
    void whatWasReadCanBeWrittenBack() {
        post(functions, BODY);
        assertThat(put(functions, "f", get(functions, "f").orElseThrow())).isEqualTo(ANSWER);
        assertThat(secrets()).isEqualTo("hunter2 hunter3");
    }

    @Test
    void aSecretGivenAsNullIsCleared() {
        post(functions, BODY);
        put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"url\":\"u\",\"pin\":null}}");
        assertThat(secrets()).isEqualTo("hunter2 -");
        refused(Reason.INVALID, () -> put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"token\":null}}"))
                .hasMessageEndingWith("missing required fields for vault: token");
    }

    @Test
    void aNewFunctionNeedsItsSecret() {
        refused(Reason.INVALID, () -> post(functions, "{\"functionId\":\"f\",\"type\":\"vault\",\"provider\":{}}"))
                .hasMessageEndingWith("missing required fields for vault: token");
    }

    @Test
    void secretsOfOneTypeAreNotHandedToAnother() {
        post(functions, BODY);
        put(functions, "f", "{\"type\":\"http\",\"provider\":{\"url\":\"http://h\"}}");
        refused(Reason.INVALID, () -> put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"url\":\"u\"}}"));
    }

    @Test
    void twoUpdatesThatMeetKeepTheSecret() {
        post(functions, BODY);
        store.beforeNextCommit(() -> put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"token\":\"newer\"}}"));
        put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"url\":\"last\"}}");
        assertThat(secrets()).isEqualTo("newer hunter3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"functionId\":\"f\",\"type\":\"vault\",\"provider\":{\"token\":\"hunter2\"",
                "{\"functionId\":\"f\",\"type\":\"vault\",\"provider\":{\"token\":hunter2}}",
                "{\"functionId\":\"f\",\"type\":\"vault\",\"provider\":{\"token\":[\"hunter2\"]}}",
                "{\"functionId\":\"f\",\"type\":\"vault\",\"provider\":\"hunter2\"}",
                "{\"functionId\":\"f/\",\"type\":\"vault\",\"provider\":{\"token\":\"hunter2\"}}"
            })
    void noRefusalShowsASecret(String body) {
        CatalogException refusal = catchThrowableOfType(CatalogException.class, () -> post(functions, body));
        assertThat(refusal).hasMessageNotContaining("hunter2");
        assertThat(refusal.getCause()).isNull();
    }

    @Test
    void neitherStatusNorLogNorFailureShowsASecret() {
        try (LogLines log = new LogLines()) {
            post(functions, BODY);
            Desk.store(store, "config/functions/default/bad", BODY.replace("\"f\"", "\"worse\""));
            Desk.store(store, "config/functions/default/cut", BODY.substring(0, BODY.length() - 10));
            Desk.store(store, "config/functions/default/type", BODY.replace("\"hunter2\"", "[\"hunter2\"]"));
            await().until(() -> desk.catalog().status().skippedCount() == 3);
            store.lose(KvException.Reason.INDETERMINATE);
            CatalogException failure = catchThrowableOfType(
                    CatalogException.class, () -> put(functions, "f", BODY.replace("\"u\"", "\"v\"")));
            assertThat(failure).hasMessageNotContaining("hunter");
            assertThat(desk.catalog().status().toString()).doesNotContain("hunter");
            assertThat(functions.get("default", "f").orElseThrow().toString()).doesNotContain("hunter");
            assertThat(log.text()).contains("config/functions/default/bad").doesNotContain("hunter");
        }
    }

    @Test
    void theDigestSeesASecretChange() {
        post(functions, BODY);
        String before = desk.catalog().status().digest();
        put(functions, "f", "{\"type\":\"vault\",\"provider\":{\"url\":\"u\",\"token\":\"other\"}}");
        assertThat(desk.catalog().status().digest()).isNotEqualTo(before);
    }

    private String secrets() {
        Map<String, Object> provider =
                functions.get("default", "f").orElseThrow().provider().fields();
        return provider.getOrDefault("token", "-") + " " + provider.getOrDefault("pin", "-");
    }
}
