package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses and messages of the Config API, which clients of the first Event Gateway know by heart. */
class ConfigContractTest {

    private static final String STORE = "--store=memory:" + UUID.randomUUID();
    private static final Instance INSTANCE = Instance.start(STORE);
    private static final String HTTP = "\"type\":\"http\",\"provider\":{\"url\":\"http://localhost:1/\"}}";
    private static final String ASYNC = "{\"type\":\"async\",\"eventType\":\"test.event\",\"functionId\":\"func\"}";
    private static final String ASYNC_ID = "YXN5bmMsdGVzdC5ldmVudCxmdW5jLCUyRixQT1NU";

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    private static void does(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> reply = INSTANCE.config(method, "/v1/spaces/" + path, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
    }

    private static void says(String method, String path, String body, int status, String message) throws Exception {
        HttpResponse<String> reply = INSTANCE.config(method, "/v1/spaces/" + path, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(JsonParser.parseString(reply.body())
                        .getAsJsonObject()
                        .getAsJsonArray("errors")
                        .get(0)
                        .getAsJsonObject()
                        .get("message")
                        .getAsString())
                .isEqualTo(message);
    }

    private static String broken(String struct, String field, String tag) {
        return "Key: '" + struct + "." + field + "' Error:Field validation for '" + field + "' failed on the '" + tag
                + "' tag";
    }

    @Test
    void eventTypes() throws Exception {
        String all = "types/eventtypes";
        String invalid = "Event Type doesn't validate. Validation error: ";
        does("POST", all, "{\"space\":\"other\",\"name\":\"test.event\"}", 201);
        says("POST", all, "{\"name\":\"test.event\"}", 409, "Event Type \"test.event\" already exists.");
        says("POST", all, "{", 400, invalid + "unexpected EOF");
        says("POST", all, "{}", 400, invalid + broken("Type", "Name", "required"));
        says("POST", "a/eventtypes", "{\"name\":\"n\"}", 400, invalid + broken("Type", "Space", "min"));
        says("GET", all + "/nothing", "", 404, "Event Type \"nothing\" not found.");
        says("PUT", all + "/test.event", "{", 400, invalid + "unexpected EOF");
        says("PUT", all + "/nothing", "{}", 404, "Event Type \"nothing\" not found.");
        says("DELETE", all + "/nothing", "", 404, "Event Type \"nothing\" not found.");
    }

    @Test
    void d31AMissingAuthorizerIs400OnCreateAsOnUpdate() throws Exception {
        String all = "authorizers/eventtypes";
        does("POST", all, "{\"name\":\"plain\"}", 201);
        says("POST", all, "{\"name\":\"a\",\"authorizerId\":\"x\"}", 400, "Authorizer function doesn't exists.");
        says("PUT", all + "/plain", "{\"authorizerId\":\"x\"}", 400, "Authorizer function doesn't exists.");
    }

    @Test
    void functions() throws Exception {
        String all = "functions/functions";
        String invalid = "Function doesn't validate. Validation error: ";
        does("POST", all, "{\"functionId\":\"func\"," + HTTP, 201);
        says("POST", all, "{\"functionId\":\"func\"," + HTTP, 409, "Function \"func\" already registered.");
        says("POST", all, "{", 400, invalid + "unexpected EOF");
        says("POST", all, "{\"functionId\":\"f\"}", 400, invalid + "provider configuration not set");
        says("POST", all, "{" + HTTP, 400, invalid + broken("Function", "ID", "required"));
        says("POST", all, "{\"functionId\":\"a b\"," + HTTP, 400, invalid + broken("Function", "ID", "functionid"));
        says(
                "POST",
                all,
                "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":{}}",
                400,
                invalid + "missing required fields for HTTP endpoint");
        says("GET", all + "/nothing", "", 404, "Function \"nothing\" not found.");
        says("PUT", all + "/nothing", "{" + HTTP, 404, "Function \"nothing\" not found.");
        says("DELETE", all + "/nothing", "", 404, "Function \"nothing\" not found.");
        does("POST", "functions/eventtypes", "{\"name\":\"guarded\",\"authorizerId\":\"func\"}", 201);
        says(
                "DELETE",
                all + "/func",
                "",
                400,
                "Function func cannot be deleted because is used as an authorizer for guarded event type.");
        does("POST", "functions/eventtypes", "{\"name\":\"test.event\"}", 201);
        does("POST", "functions/subscriptions", ASYNC, 201);
        says(
                "DELETE",
                all + "/func",
                "",
                400,
                "Function cannot be deleted because it's subscribed to a least one event.");
        says(
                "DELETE",
                "functions/eventtypes/test.event",
                "",
                400,
                "Event type cannot be deleted because there are subscriptions using it.");
    }

    @Test
    void subscriptions() throws Exception {
        String all = "subscriptions/subscriptions";
        String one = all + "/" + ASYNC_ID;
        String invalid = "Subscription doesn't validate. Validation error: ";
        String notFound = "Subscription \"" + ASYNC_ID + "\" not found.";
        says("POST", all, ASYNC, 400, "Event Type \"test.event\" not found.");
        does("POST", "subscriptions/eventtypes", "{\"name\":\"test.event\"}", 201);
        says("POST", all, ASYNC, 400, "Function \"func\" not found.");
        does("POST", "subscriptions/functions", "{\"functionId\":\"func\"," + HTTP, 201);
        says("GET", one, "", 404, notFound);
        says("PUT", one, ASYNC, 404, notFound);
        says("DELETE", one, "", 404, notFound);
        does("POST", all, ASYNC, 201);
        says("POST", all, ASYNC, 409, "Subscription \"" + ASYNC_ID + "\" already exists.");
        says("POST", all, "{", 400, invalid + "unexpected EOF");
        says(
                "POST",
                all,
                "{}",
                400,
                invalid + broken("Subscription", "Type", "required") + "\n"
                        + broken("Subscription", "EventType", "required") + "\n"
                        + broken("Subscription", "FunctionID", "required"));
        does("PUT", one, ASYNC, 200);
        says("PUT", one, "{", 400, invalid + "unexpected EOF");
        for (String[] change : new String[][] {
            {"async", "sync", "Type"},
            {"test.event", "other.event", "EventType"},
            {"func\"", "other\"", "FunctionID"},
            {"}", ",\"path\":\"/a\"}", "Path"},
            {"}", ",\"method\":\"PUT\"}", "Method"}
        }) {
            says(
                    "PUT",
                    one,
                    ASYNC.replace(change[0], change[1]),
                    400,
                    "Invalid update. '" + change[2] + "' of existing subscription cannot be updated.");
        }
        String sync = ASYNC.replace("async", "sync").replace("}", ",\"path\":\"/contract/:a\"}");
        does("POST", all, sync, 201);
        says(
                "POST",
                all,
                sync.replace(":a", ":b"),
                409,
                "Subscription path conflict: route /contract/:b conflicts with existing route");
    }

    @Test
    void corsRules() throws Exception {
        String all = "cors-rules/cors";
        String one = all + "/GET%2Fcontract";
        String body = "{\"method\":\"GET\",\"path\":\"/contract\"}";
        String invalid = "CORS configuration doesn't validate. Validation error: ";
        String notFound = "CORS configuration \"GET%2Fcontract\" not found.";
        says("GET", one, "", 404, notFound);
        says("PUT", one, body, 404, notFound);
        says("DELETE", one, "", 404, notFound);
        does("POST", all, body, 201);
        says("POST", all, body, 409, "CORS configuration \"GET%2Fcontract\" already exists.");
        says("POST", all, "{", 400, invalid + "unexpected EOF");
        says(
                "POST",
                all,
                "{\"path\":\"contract\"}",
                400,
                invalid + broken("CORS", "Method", "eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS") + "\n"
                        + broken("CORS", "Path", "path"));
        does("PUT", one, body, 200);
        says("PUT", one, "{", 400, invalid + "unexpected EOF");
        says(
                "POST",
                "another/cors",
                body,
                409,
                "CORS path conflict: route /contract conflicts with existing route of space \"cors-rules\"");
    }

    @Test
    void d31AnImmutableFieldOfARuleIs400() throws Exception {
        String one = "immutable/cors/GET%2Fimmutable";
        does("POST", "immutable/cors", "{\"method\":\"GET\",\"path\":\"/immutable\"}", 201);
        says(
                "PUT",
                one,
                "{\"method\":\"PUT\",\"path\":\"/x\"}",
                400,
                "Invalid update. 'Method' of existing CORS configuration cannot be updated.");
        says(
                "PUT",
                one,
                "{\"method\":\"GET\",\"path\":\"/x\"}",
                400,
                "Invalid update. 'Path' of existing CORS configuration cannot be updated.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventtypes", "functions", "subscriptions", "cors"})
    void anySpaceCanBeAskedForAndAnUnknownOneIsEmpty(String section) throws Exception {
        for (String space : List.of("x", "never-heard-of", "a%20b%2Fc", "..%2F", "%C3%A4")) {
            HttpResponse<String> list = INSTANCE.config("/v1/spaces/" + space + "/" + section);
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.body()).endsWith(":[]}\n");
            does("DELETE", space + "/" + section + "/a", "", 404);
        }
    }

    @Test
    void headIsGetWithoutTheBodyEverywhere() throws Exception {
        does("POST", "heads/eventtypes", "{\"name\":\"a\"}", 201);
        does("POST", "heads/eventtypes", "{\"name\":\"b\"}", 201);
        for (String path : List.of(
                "/livez",
                "/readyz",
                "/v1/openapi.json",
                "/v1/spaces",
                "/v1/spaces/heads/eventtypes?limit=1",
                "/v1/spaces/heads/functions",
                "/v1/spaces/heads/subscriptions",
                "/v1/spaces/heads/cors",
                "/v1/spaces/heads/eventtypes/a",
                "/v1/spaces/heads/eventtypes/nothing",
                "/nowhere")) {
            HttpResponse<String> get = INSTANCE.config(path);
            HttpResponse<String> head = INSTANCE.config("HEAD", path, "");
            assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            for (String name : List.of("Content-Type", "Content-Length", "ETag", "Link")) {
                assertThat(head.headers().allValues(name))
                        .as(path + " " + name)
                        .isEqualTo(get.headers().allValues(name));
            }
        }
        for (String path : List.of("/v1/status", "/v1/metrics")) {
            assertThat(INSTANCE.config("HEAD", path, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void d47GaugesCountWhatIsThereOnThePeerAndAfterARestartToo() throws Exception {
        does("POST", "gauged/eventtypes", "{\"name\":\"a\"}", 201);
        does("POST", "gauged/cors", "{\"method\":\"GET\",\"path\":\"/gauged\"}", 201);
        try (Instance peer = Instance.start(STORE)) {
            assertThat(peer.config("/v1/metrics").body())
                    .contains("eventgateway_eventtypes_total{space=\"gauged\"} 1")
                    .contains("eventgateway_functions_total{space=\"gauged\"} 0")
                    .contains("eventgateway_cors_total{space=\"gauged\"} 1");
            peer.config("DELETE", "/v1/spaces/gauged/eventtypes/a", "");
            assertThat(peer.config("/v1/metrics").body()).contains("eventgateway_eventtypes_total{space=\"gauged\"} 0");
        }
    }

    @Test
    void d48SpacesThatHoldNothingBecomeNoLabel() throws Exception {
        for (int number = 0; number < 20; number++) {
            does("GET", "guessed" + number + "/functions", "", 200);
            does("GET", "guessed" + number + "/cors/GET%2F", "", 404);
        }
        assertThat(INSTANCE.config("/v1/metrics").body())
                .doesNotContain("guessed")
                .contains("operation=\"get\",resource=\"cors\",space=\"other\"");
    }

    @Test
    void d60SpacesThatHoldAnythingAreListedAscending() throws Exception {
        does("POST", "zoo/cors", "{\"method\":\"GET\",\"path\":\"/zoo\"}", 201);
        does("POST", "ark/eventtypes", "{\"name\":\"a\"}", 201);
        assertThat(INSTANCE.config("/v1/spaces").body()).matches("\\{\"spaces\":\\[.*\"ark\".*\"zoo\".*]}\n");
        does("DELETE", "zoo/cors/GET%2Fzoo", "", 204);
        assertThat(INSTANCE.config("/v1/spaces").body()).doesNotContain("zoo");
    }
}
