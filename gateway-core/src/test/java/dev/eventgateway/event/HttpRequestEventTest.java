package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are no events: the request itself is the event. */
class HttpRequestEventTest {

    @Test
    void theEventIsOneOfTheGatewaysOwn() {
        JsonObject json = Sent.request().json();

        assertThat(json.keySet())
                .containsExactly("specversion", "id", "source", "type", "time", "datacontenttype", "data");
        assertThat(json.get("specversion").getAsString()).isEqualTo("1.0");
        assertThat(json.get("type").getAsString()).isEqualTo("http.request");
        assertThat(json.get("source").getAsString())
                .isEqualTo("https://serverless.com/event-gateway/#transformationVersion=0.1");
        assertThat(json.get("datacontenttype").getAsString()).isEqualTo("application/json");
    }

    @Test
    void inTheVersionOfTheOriginalItLooksAsThere() {
        JsonObject json = Sent.request().to(SpecVersion.V0_1).json();

        assertThat(json.keySet())
                .containsExactly(
                        "eventType",
                        "cloudEventsVersion",
                        "source",
                        "eventID",
                        "eventTime",
                        "extensions",
                        "contentType",
                        "data");
        assertThat(json.get("extensions"))
                .hasToString("{\"eventgateway\":{\"transformed\":\"true\",\"transformation-version\":\"0.1\"}}");
    }

    @Test
    void theDataIsTheRequest() {
        Event event = Sent.request()
                .at("PUT", "/users/caf%C3%A9%2Fa+b?q=1&q=a+b%26&empty&%C3%A9=%zz&&=x")
                .header("Host", "example.com:80")
                .header("x-api-KEY", "k")
                .header("accept", "a/b")
                .header("Accept", "c/d")
                .type("application/json; charset=utf-8")
                .body("{ \"a\" :1.0}")
                .params(Map.of("id", "café"))
                .event();

        assertThat(event.text())
                .isEqualTo(
                        "{\"headers\":{\"Accept\":\"a/b, c/d\",\"Content-Type\":\"application/json; charset=utf-8\",\"X-Api-Key\":\"k\"},"
                                + "\"query\":{\"q\":[\"1\",\"a b&\"],\"empty\":[\"\"],\"é\":[\"%zz\"],\"\":[\"x\"]},\"body\":{ \"a\" :1.0},"
                                + "\"host\":\"example.com:80\",\"path\":\"/users/café/a+b\",\"method\":\"PUT\",\"params\":{\"id\":\"café\"}}");
    }

    @Test
    void whatIsNotThereIsEmptyOrNull() {
        assertThat(Sent.request().event().text())
                .isEqualTo(
                        "{\"headers\":{},\"query\":{},\"body\":\"\",\"host\":\"\",\"path\":\"/\",\"method\":\"POST\",\"params\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json; charset=utf-8|[12345678901234567890 ]|[12345678901234567890 ]",
                "application/json|null|null",
                "application/vnd.x+json|1.0|1.0",
                "text/plain|a\"b|\"a\\\"b\"",
                "application/x-www-form-urlencoded; charset=utf-8|a=b|\"a=b\"",
                "multipart/form-data; boundary=x|--x|\"--x\"",
                "application/json|{|\"ew==\"",
                "application/json|{},\"x\":1|\"e30sIngiOjE=\"",
                "application/octet-stream|{}|\"e30=\""
            })
    void theBodyIsWhatItsMediaTypeSays_D17_D18_D19(String type, String body, String expected) {
        assertThat(Sent.request().type(type).body(body).event().text())
                .contains(",\"body\":" + expected + ",\"host\":");
    }

    @Test
    void pathAndParametersArriveDecoded_D20() {
        JsonElement data = JsonParser.parseString(Sent.request()
                .at("GET", "/caf%C3%A9/%2F%3a")
                .params(Map.of("name", "café"))
                .event()
                .text());

        assertThat(data.getAsJsonObject().get("path").getAsString()).isEqualTo("/café//:");
        assertThat(data.getAsJsonObject().get("params")).hasToString("{\"name\":\"café\"}");
    }

    @Test
    void aCloudEventAsPlainJsonIsAnHttpRequest() {
        assertThat(Sent.request()
                        .type("application/json")
                        .body("{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\"}")
                        .event()
                        .type())
                .isEqualTo("http.request");
    }

    @Test
    void eachSubscriberIsGivenItsOwnParameters_D43() {
        Event sync = Sent.request()
                .type("text/plain")
                .body("\"params\":null}")
                .params(Map.of("a", "1"))
                .event();
        Event async = sync.withParams(Map.of("b", "ü"));

        assertThat(async.id()).isEqualTo(sync.id());
        assertThat(sync.text()).endsWith(",\"params\":{\"a\":\"1\"}}");
        assertThat(async.text()).isEqualTo(sync.text().replace("{\"a\":\"1\"}}", "{\"b\":\"ü\"}}"));
        Event none = async.withParams(Map.of());
        assertThat(none.text()).endsWith("\"method\":\"POST\",\"params\":null}");
        assertThat(none.withParams(Map.of("c", "null")).text())
                .endsWith("\"method\":\"POST\",\"params\":{\"c\":\"null\"}}");
    }

    @Test
    void parametersCanBeChangedHoweverDeepTheBodyIs() {
        String deepest = "[".repeat(998) + "]".repeat(998);
        Event event = Sent.request().type("application/json").body(deepest).event();

        assertThat(event.withParams(Map.of("a", "1")).text()).contains(deepest).endsWith("\"params\":{\"a\":\"1\"}}");
        assertThat(JsonScanner.isValue(event.structured())).isTrue();
    }

    @Test
    void onlyHttpRequestsHaveParameters() {
        Event event = Event.of("user.created");

        assertThat(event.withParams(Map.of("a", "1"))).isSameAs(event);
        assertThatThrownBy(() -> Event.of("http.request")).isInstanceOf(IllegalArgumentException.class);
    }
}
