package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scenarios by which the CloudEvents project tells whether something reads events of version 1.0 as it should (repository
 * {@code cloudevents/conformance}: the features of the HTTP binding, the cases of the JSON format): sent to a real listener, and
 * read where a function gets them.
 */
class CloudEventsConformanceTest {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private static final String SOME_EVENT = """
            "specversion": "1.0", "id": "1234-1234-1234", "type": "com.example.someevent",
            "source": "/mycontext/subcontext", "time": "2018-04-05T03:56:24Z\"""";
    private static final String HELLO = "{\"message\": \"Hello World!\"}";

    private static final String LEAST =
            "\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"com.example.someevent\",\"source\":\"https://example.com\"";
    private static final String ALL_CORE = LEAST
            + ",\"datacontenttype\":\"text/plain\",\"dataschema\":\"https://example.com/s\",\"subject\":\"tests\","
            + "\"time\":\"2018-04-05T17:31:00Z\"";
    private static final String ALL_EXTENSIONS = LEAST
            + ",\"extinteger\":10,\"extboolean\":true,\"extstring\":\"text\",\"exturi\":\"https://example.com\","
            + "\"exturiref\":\"//authority/path\",\"exttimestamp\":\"2023-03-31T15:12:00Z\",\"extbinary\":\"TWE=\"";

    private final Instance instance = Instance.start();
    private RawFunction function;

    @BeforeEach
    void subscribe() throws Exception {
        function = RawFunction.answering(answer(200, "{}"));
        instance.subscribe("async", "com.example.someevent", "POST", "/someresource", function.url("/"));
    }

    @AfterEach
    void stop() throws IOException {
        instance.close();
        function.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8"})
    void inBinaryContentModeTheHeadersAreTheAttributesAndTheBodyIsTheData(String contentType) throws Exception {
        HttpResponse<String> reply = instance.events(
                "POST",
                "/someresource",
                "{\n    \"message\": \"Hello World!\"\n}\n",
                "ce-specversion",
                "1.0",
                "ce-type",
                "com.example.someevent",
                "ce-time",
                "2018-04-05T03:56:24Z",
                "ce-id",
                "1234-1234-1234",
                "ce-source",
                "/mycontext/subcontext",
                "Content-Type",
                contentType);

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        assertThat(received(1))
                .containsExactly(json(
                        "{" + SOME_EVENT + ",\"datacontenttype\":\"" + contentType + "\",\"data\":" + HELLO + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {STRUCTURED, STRUCTURED + "; charset=utf-8"})
    void inStructuredContentModeTheBodyIsTheEvent(String contentType) throws Exception {
        String event = "{" + SOME_EVENT + ",\"datacontenttype\":\"application/json\",\"data\":" + HELLO + "}";

        assertThat(send(contentType, event).statusCode()).isEqualTo(202);
        assertThat(received(1)).containsExactly(json(event));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("validEvents")
    void aValidEventArrivesAsTheSameEvent(String name, String event) throws Exception {
        HttpResponse<String> reply = send(STRUCTURED, event);

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        assertThat(received(1)).containsExactly(withoutNulls(event));
    }

    static Stream<Arguments> validEvents() {
        return Stream.of(
                Arguments.of("least", "{" + LEAST + "}"),
                Arguments.of(
                        "null for whatever is optional",
                        "{" + LEAST + ",\"datacontenttype\":null,\"dataschema\":null,\"subject\":null,\"time\":null}"),
                Arguments.of("all core attributes", "{" + ALL_CORE + "}"),
                Arguments.of("a time with nanoseconds", "{" + LEAST + ",\"time\":\"2018-04-05T17:31:00.000000000Z\"}"),
                Arguments.of("a time east of Greenwich", "{" + LEAST + ",\"time\":\"2018-04-05T18:31:00+01:00\"}"),
                Arguments.of("a time west of Greenwich", "{" + LEAST + ",\"time\":\"2018-04-05T16:31:00-01:00\"}"),
                Arguments.of("a relative source", "{" + LEAST.replace("https://example.com", "#fragment") + "}"),
                Arguments.of("a text", "{" + LEAST + ",\"datacontenttype\":\"text/plain\",\"data\":\"Simple text\"}"),
                Arguments.of("extensions of each type", "{" + ALL_EXTENSIONS + "}"));
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(strings = {"specversion", "id", "type", "source"})
    void anEventWithoutARequiredAttributeOrWithAnEmptyOneIsRefused(String name) throws Exception {
        JsonObject event = json("{" + LEAST + "}");
        event.addProperty(name, "");
        assertRefused(send(STRUCTURED, event.toString()), name);
        event.remove(name);
        assertRefused(send(STRUCTURED, event.toString()), name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time            | \"lunchtime\"",
                "time            | \"2018-04-05T18:31Z\"",
                "time            | \"2018-04-05T18:31:00X\"",
                "time            | \"2018-04-05T18:31:00+25:00\"",
                "time            | \"2018-04-05T18:31:00+xx:00\"",
                "time            | \"2018-04-05T18:31:00+05\"",
                "specversion     | \"0.9\"",
                "datacontenttype | \"xyz\"",
                "datacontenttype | \"\"",
                "dataschema      | \"\"",
                "subject         | \"\"",
                "id              | 25",
                "id              | {\"xyz\": \"abc\"}",
                "MyExtension     | \"bad\"",
                "my.extension    | \"bad\"",
                "my.extension    | 1.5",
                "myextension     | 1.5",
                "data_base64     | \"eyAieHl6IjogMTIzIH0=\""
            })
    void anEventThatBreaksARuleIsRefusedAndTheAttributeNamed(String name, String value) throws Exception {
        JsonObject event = json("{" + LEAST + "}");
        if (name.equals("data_base64")) {
            event.addProperty("data", "text");
        }
        event.add(name, JsonParser.parseString(value));

        assertRefused(send(STRUCTURED, event.toString()), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{" + LEAST + "}",
                "{" + LEAST + "},{" + LEAST + "}",
            })
    void aValidBatchArrivesEventForEvent(String events) throws Exception {
        assertBatchArrives("[" + events + "]");
    }

    @Test
    void theEventsOfABatchMayHaveDifferentAttributes() throws Exception {
        assertBatchArrives("[{" + LEAST + "},{" + ALL_CORE + "},{" + ALL_EXTENSIONS + "}]");
    }

    private void assertBatchArrives(String batch) throws Exception {
        List<JsonElement> events =
                JsonParser.parseString(batch).getAsJsonArray().asList();

        HttpResponse<String> reply = send(BATCH, batch);

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(202);
        assertThat(received(events.size())).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void aBatchWithAnEventOfAnUnknownVersionIsRefused() throws Exception {
        assertRefused(send(BATCH, "[{" + LEAST + "},{" + LEAST.replace("1.0", "0.9") + "}]"), "specversion");
    }

    @Test
    void aBatchWithAnEventThatBreaksARuleIsRefused() throws Exception {
        assertRefused(send(BATCH, "[{" + LEAST.replace("\"id\":\"1\",", "") + "}]"), "id");
    }

    @Test
    void aBatchWithSomethingThatIsNoObjectIsRefused() throws Exception {
        assertRefused(send(BATCH, "[\"not an object\",{" + LEAST + "}]"), "JSON object");
    }

    private HttpResponse<String> send(String contentType, String body) throws Exception {
        return instance.events("POST", "/someresource", body, "Content-Type", contentType);
    }

    private void assertRefused(HttpResponse<String> reply, String word) {
        assertThat(reply.statusCode()).isEqualTo(400);
        JsonArray errors =
                JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonArray("errors");
        assertThat(errors).hasSize(1).first().asString().contains(word);
        assertThat(function.requests()).isEmpty();
    }

    /** {@return what the function got, as soon as all is delivered, but for the attribute that the gateway adds} */
    private List<JsonElement> received(int count) {
        await().until(() -> {
            String status = instance.config("/v1/status").body();
            return status.contains("\"waiting\":0") && status.contains("\"running\":0");
        });
        assertThat(function.requests()).hasSize(count);
        return function.requests().stream()
                .map(request -> withoutHops(new String(request.body(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static JsonElement withoutHops(String event) {
        JsonObject received = json(event);
        assertThat(received.remove("eventgatewayhops").getAsInt()).isEqualTo(1);
        return received;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static JsonObject withoutNulls(String event) {
        JsonObject present = new JsonObject();
        for (Map.Entry<String, JsonElement> each : json(event).entrySet()) {
            if (!each.getValue().isJsonNull()) {
                present.add(each.getKey(), each.getValue());
            }
        }
        return present;
    }
}
