package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request as a client may send it, and what the gateway makes of it. */
final class Sent {

    private final Headers.Builder headers = Headers.builder();
    private byte[] body = new byte[0];
    private String method = "POST";
    private String target = "/";
    private Map<String, String> params = Map.of();
    private SpecVersion own = SpecVersion.V1_0;

    static Sent request() {
        return new Sent();
    }

    static Sent structured(String body) {
        return new Sent()
                .header("Content-Type", "application/cloudevents+json")
                .body(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A complete binary event of CloudEvents 1.0 without data. */
    static Sent binary() {
        return new Sent()
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "/s")
                .header("ce-type", "t");
    }

    /** A complete binary event of CloudEvents 0.1 with empty data. */
    static Sent firstDraft() {
        return new Sent()
                .header("CE-EventType", "t")
                .header("CE-CloudEventsVersion", "0.1")
                .header("CE-Source", "/s")
                .header("CE-EventID", "1");
    }

    Sent at(String sentMethod, String sentTarget) {
        method = sentMethod;
        target = sentTarget;
        return this;
    }

    Sent header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    Sent type(String contentType) {
        return header("Content-Type", contentType);
    }

    Sent body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    Sent body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Sent params(Map<String, String> values) {
        params = values;
        return this;
    }

    /** To a gateway whose own events are of that version. */
    Sent to(SpecVersion version) {
        own = version;
        return this;
    }

    Event event() {
        GatewayRequest request = GatewayRequest.of(method, target, headers.build(), body);
        EventForm form = EventForm.of(request.headers());
        return new EventReader(new OwnEvents(own)).decode(form, request, body, params);
    }

    /** What a function is called with. */
    String delivered() {
        return new String(event().structured(), StandardCharsets.UTF_8);
    }

    JsonObject json() {
        return JsonParser.parseString(delivered()).getAsJsonObject();
    }

    /** The message of the 400 that the sender gets. */
    String refusal() {
        RequestException refused = catchThrowableOfType(RequestException.class, this::event);
        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.status()).isEqualTo(400);
        return String.valueOf(refused.getMessage());
    }
}
