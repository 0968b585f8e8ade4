package dev.eventgateway.bench;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventForm;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.event.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A request as clients send it, with about 1 kB of JSON in its body or in the event that its body is. */
final class Traffic {

    private static final EventReader READER = new EventReader(new OwnEvents(SpecVersion.V1_0));

    private static final int ITEMS = 10;
    private static final String ATTRIBUTES = """
            "specversion": "1.0", "id": "0190a5b2-1c2d-7e3f-8a4b-5c6d7e8f9a0b", "source": "/shop/orders", "type": "order.placed",
            "subject": "4711", "time": "2026-01-02T03:04:05.678Z", "datacontenttype": "application/json", "trace": "f00d"
            """;

    private final GatewayRequest request;
    private final byte[] body;

    private Traffic(GatewayRequest request, byte[] body) {
        this.request = request;
        this.body = body;
    }

    static Traffic plain() {
        return of(client("application/json").build(), data());
    }

    static Traffic binary() {
        Headers.Builder headers = client("application/json")
                .add("ce-specversion", "1.0")
                .add("ce-id", "0190a5b2-1c2d-7e3f-8a4b-5c6d7e8f9a0b")
                .add("ce-source", "/shop/orders")
                .add("ce-type", "order.placed")
                .add("ce-subject", "4711")
                .add("ce-time", "2026-01-02T03:04:05.678Z")
                .add("ce-trace", "f00d");
        return of(headers.build(), data());
    }

    static Traffic structured() {
        return of(
                client("application/cloudevents+json; charset=utf-8").build(),
                "{" + ATTRIBUTES + ", \"data\": " + data() + "}");
    }

    /** {@return the event that the gateway makes of it: its headers tell the form, then it is decoded} */
    Event event() {
        return READER.decode(form(), request, body, Map.of());
    }

    EventForm form() {
        return EventForm.of(request.headers());
    }

    private static Traffic of(Headers headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Traffic(GatewayRequest.of("POST", "/shops/7/orders/4711?dry=no", headers, bytes), bytes);
    }

    private static Headers.Builder client(String contentType) {
        return Headers.builder()
                .add("Host", "gateway.example.com")
                .add("User-Agent", "curl/8.9.1")
                .add("Accept", "*/*")
                .add("Content-Type", contentType);
    }

    private static String data() {
        return IntStream.range(0, ITEMS)
                .mapToObj("""
                        {"item": %d, "name": "A \\"thing\\" of many", "price": 12.50, "inStock": true, "tags": ["a", "b"], "note": null}"""::formatted)
                .collect(Collectors.joining(", ", "{\"order\": 4711, \"items\": [", "]}"));
    }
}
