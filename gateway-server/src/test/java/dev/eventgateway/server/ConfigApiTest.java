package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.eventgateway.server.http.RawClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ConfigApiTest {

    private static final Instance INSTANCE = Instance.start();

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return INSTANCE.config(path);
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return INSTANCE.config("POST", path, body);
    }

    private static void assertError(HttpResponse<String> reply, int status, String message) {
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(reply.body()).endsWith("}\n");
        assertThat(JsonParser.parseString(reply.body())
                        .getAsJsonObject()
                        .getAsJsonArray("errors")
                        .get(0)
                        .getAsJsonObject()
                        .get("message")
                        .getAsString())
                .contains(message);
    }

    @Test
    void anEventTypeIsCreatedReadReplacedListedAndDeleted() throws Exception {
        String all = "/v1/spaces/types/eventtypes";
        HttpResponse<String> created = post(all, "{\"name\":\"user.created\",\"metadata\":{\"a\":\"1\"}}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(created.headers().firstValue("Event-Gateway-Live")).isEmpty();
        assertThat(created.body())
                .isEqualTo("{\"space\":\"types\",\"name\":\"user.created\",\"metadata\":{\"a\":\"1\"}}\n");
        assertThat(get(all + "/user.created").body()).isEqualTo(created.body());
        HttpResponse<String> replaced = INSTANCE.config("PUT", all + "/user.created", "{}");
        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(replaced.body()).isEqualTo("{\"space\":\"types\",\"name\":\"user.created\"}\n");
        assertThat(get(all).body()).isEqualTo("{\"eventTypes\":[{\"space\":\"types\",\"name\":\"user.created\"}]}\n");
        HttpResponse<String> deleted = INSTANCE.config("DELETE", all + "/user.created", "");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(get(all).body()).isEqualTo("{\"eventTypes\":[]}\n");
    }

    @Test
    void aFunctionIsCreatedReadReplacedListedAndDeleted() throws Exception {
        String all = "/v1/spaces/functions/functions";
        HttpResponse<String> created = post(all, Instance.function("f", "http://localhost:1/"));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body())
                .isEqualTo("{\"space\":\"functions\",\"functionId\":\"f\",\"type\":\"http\","
                        + "\"provider\":{\"url\":\"http://localhost:1/\"}}\n");
        HttpResponse<String> replaced =
                INSTANCE.config("PUT", all + "/f", Instance.function("ignored", "http://localhost:2/"));
        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(get(all + "/f").body()).contains("http://localhost:2/").isEqualTo(replaced.body());
        assertThat(get(all).body()).startsWith("{\"functions\":[{").endsWith("}]}\n");
        assertThat(INSTANCE.config("DELETE", all + "/f", "").statusCode()).isEqualTo(204);
        assertError(get(all + "/f"), 404, "Function \"f\" not found.");
        assertError(INSTANCE.config("DELETE", all + "/f", ""), 404, "Function \"f\" not found.");
    }

    @Test
    void aSubscriptionHoldsWhatItRefersTo() throws Exception {
        String space = "/v1/spaces/subscriptions/";
        String subscription = "{\"type\":\"async\",\"eventType\":\"test.event\",\"functionId\":\"test\"}";
        assertError(post(space + "subscriptions", subscription), 400, "Event Type \"test.event\" not found.");
        post(space + "eventtypes", "{\"name\":\"test.event\"}");
        assertError(post(space + "subscriptions", subscription), 400, "Function \"test\" not found.");
        post(space + "functions", Instance.function("test", "http://localhost:1/"));
        HttpResponse<String> created = post(space + "subscriptions", subscription);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).contains("\"subscriptionId\":\"YXN5bmMsdGVzdC5ldmVudCx0ZXN0LCUyRixQT1NU\"");
        assertError(post(space + "subscriptions", subscription), 409, "already exists");
        assertError(INSTANCE.config("DELETE", space + "functions/test", ""), 400, "Function cannot be deleted");
        assertError(
                INSTANCE.config("DELETE", space + "eventtypes/test.event", ""),
                400,
                "Event type cannot be deleted because there are subscriptions using it.");
        String one = space + "subscriptions/YXN5bmMsdGVzdC5ldmVudCx0ZXN0LCUyRixQT1NU";
        assertThat(get(one).body()).isEqualTo(created.body());
        assertThat(get(space + "subscriptions").body()).startsWith("{\"subscriptions\":[{");
        assertThat(INSTANCE.config("DELETE", one, "").statusCode()).isEqualTo(204);
        assertThat(INSTANCE.config("DELETE", space + "functions/test", "").statusCode())
                .isEqualTo(204);
    }

    @Test
    void listsAreFilteredByMetadata() throws Exception {
        String all = "/v1/spaces/filtered/eventtypes";
        post(all, "{\"name\":\"a\",\"metadata\":{\"team\":\"x y\",\"b\":\"1\"}}");
        post(all, "{\"name\":\"b\",\"metadata\":{\"team\":\"x y\"}}");
        assertThat(get(all + "?").body()).contains("\"a\"", "\"b\"");
        assertThat(get(all + "?metadata.team=x%20y&other=1").body()).contains("\"name\":\"a\"", "\"name\":\"b\"");
        assertThat(get(all + "?metadata.team=x+y&metadata.b=1").body())
                .contains("\"name\":\"a\"")
                .doesNotContain("\"name\":\"b\"");
        assertThat(get(all + "?metadata.team=z&metadata.team=x").body()).isEqualTo("{\"eventTypes\":[]}\n");
    }

    @Test
    void badDocumentsAreRefusedWithAReason() throws Exception {
        String functions = "/v1/spaces/bad/functions";
        assertError(post(functions, "{"), 400, "Function doesn't validate");
        assertError(post(functions, "[1]"), 400, "Function doesn't validate");
        assertError(post(functions, ""), 400, "Function doesn't validate");
        assertError(post(functions, "{\"functionId\":7,\"type\":\"http\"}"), 400, "Function doesn't validate");
        assertError(post(functions, "{\"functionId\":\"f\",\"type\":\"ftp\",\"provider\":{}}"), 400, "ftp");
        assertError(post(functions, "{\"functionId\":\"f\",\"type\":\"http\"}"), 400, "validate");
        assertError(post(functions, "{\"functionId\":\"f\",\"type\":\"http\",\"provider\":{}}"), 400, "HTTP endpoint");
        assertError(post(functions, Instance.function("f", "ftp://x/")), 400, "http or https");
        assertError(post(functions, Instance.function("no spaces", "http://x/")), 400, "functionid");
        assertError(post("/v1/spaces/x/eventtypes", "{\"name\":\"a\"}"), 400, "Space");
        assertError(
                post("/v1/spaces/bad/subscriptions", "{\"type\":\"maybe\",\"eventType\":\"a\",\"functionId\":\"f\"}"),
                400,
                "Subscription doesn't validate");
        assertThat(get(functions).body()).isEqualTo("{\"functions\":[]}\n");
    }

    @Test
    void aDocumentThatIsTooLargeOrNoTextIsRefused() throws Exception {
        assertError(post("/v1/spaces/bad/functions", " ".repeat(1024 * 1024 + 1)), 413, "larger than");
        try (RawClient client = new RawClient(INSTANCE.server().config())) {
            client.send("POST /v1/spaces/bad/functions HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 3\n\n");
            assertThat(client.sendBytes(new byte[] {'"', (byte) 0xff, '"'}).reply())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("UTF-8");
        }
    }

    @Test
    void unknownPathsAndWrongMethodsAreToldApart() throws Exception {
        for (String path : new String[] {
            "/",
            "/v1",
            "/v1/spaces/a",
            "/v1/spaces/a/things",
            "/v1/spaces/a/functions/",
            "/v1/spaces//functions/x",
            "/v2/spaces/a/functions",
            "/v1/spaces/a/functions/b/c",
            "/V1/status"
        }) {
            assertError(get(path), 404, "nothing at this path");
        }
        HttpResponse<String> wrong = INSTANCE.config("PATCH", "/v1/spaces/default/functions", "");
        assertError(wrong, 405, "Method not allowed");
        assertThat(wrong.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        HttpResponse<String> wrongOnOne = INSTANCE.config("POST", "/v1/spaces/default/functions/f", "{}");
        assertError(wrongOnOne, 405, "Method not allowed");
        assertThat(wrongOnOne.headers().firstValue("Allow")).contains("GET, HEAD, PUT, DELETE");
        assertError(INSTANCE.config("POST", "/v1/status", ""), 405, "Method not allowed");
        assertError(INSTANCE.config("DELETE", "/readyz", ""), 405, "Method not allowed");
    }

    @Test
    void idsAreDecodedOnce() throws Exception {
        assertError(get("/v1/spaces/a%20b/functions/GET%2Fhello"), 404, "Function \"GET/hello\" not found.");
        assertError(get("/v1/spaces/default/functions/a%252Fb+c"), 404, "Function \"a%2Fb+c\" not found.");
        try (RawClient client = new RawClient(INSTANCE.server().config())) {
            assertThat(client.send("GET /v1/spaces/default/functions/%zz HTTP/1.1\nHost: 127.0.0.1\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        HttpResponse<String> head = INSTANCE.config("HEAD", "/v1/spaces/default/functions", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/v1/spaces/default/functions").body().length());
    }

    @Test
    void spacesAreListed() throws Exception {
        post("/v1/spaces/spacious/eventtypes", "{\"name\":\"a\"}");
        assertThat(get("/v1/spaces").body()).startsWith("{\"spaces\":[").contains("\"spacious\"");
    }
}
