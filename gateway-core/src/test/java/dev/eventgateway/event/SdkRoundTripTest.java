package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the CloudEvents SDK sends is understood here, and what is delivered is understood by the SDK. */
class SdkRoundTripTest {

    private static final EventFormat FORMAT = new JsonFormat();

    /** What the data of the event is. */
    private enum Content {
        NONE("application/json", ""),
        JSON("application/json", "{\"a\":[1,\"é😀\\\\\"]}"),
        JSON_WITH_CHARSET("application/json; charset=utf-8", "[1.5]"),
        TEXT("text/plain", "é \"😀\"\n"),
        BINARY("image/png", "\u0000\u0001ÿ");

        private final String type;
        private final String data;

        Content(String type, String data) {
            this.type = type;
            this.data = data;
        }

        byte[] bytes() {
            return data.getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void binaryMode10(Content content) {
        assertSame(binary(current(content)), current(content), content);
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void structuredMode10(Content content) {
        assertSame(structured(current(content)), current(content), content);
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void binaryMode03(Content content) {
        assertSame(binary(older(content)), older(content), content);
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void structuredMode03(Content content) {
        assertSame(structured(older(content)), older(content), content);
    }

    @Test
    void anEventMadeInCodeIsUnderstood() {
        CloudEvent read = FORMAT.deserialize(Event.builder("t")
                .subject("a")
                .extension("tenant", "acme")
                .extension("urgent", ExtensionValue.of(true))
                .extension("count", ExtensionValue.of(5))
                .data("image/png", new byte[] {1, 2})
                .build()
                .structured());

        assertThat(read.getType()).isEqualTo("t");
        assertThat(read.getExtension("tenant")).isEqualTo("acme");
        assertThat(read.getExtension("urgent")).isEqualTo(true);
        assertThat(read.getExtension("count")).isEqualTo(5);
        assertThat(Objects.requireNonNull(read.getData()).toBytes()).containsExactly(1, 2);
    }

    @Test
    void anHttpRequestIsUnderstood() {
        CloudEvent read =
                FORMAT.deserialize(Sent.request().at("GET", "/a?b=c").event().structured());

        assertThat(read.getType()).isEqualTo("http.request");
        assertThat(read.getSource())
                .isEqualTo(URI.create("https://serverless.com/event-gateway/#transformationVersion=0.1"));
    }

    private static void assertSame(Event event, CloudEvent sent, Content content) {
        CloudEvent received = FORMAT.deserialize(event.structured());

        assertThat(received.getSpecVersion()).isEqualTo(sent.getSpecVersion());
        for (String name : sent.getAttributeNames()) {
            assertThat(received.getAttribute(name)).as(name).isEqualTo(sent.getAttribute(name));
        }
        assertThat(received.getExtensionNames()).isEqualTo(sent.getExtensionNames());
        assertThat(received.getExtension("tenant")).isEqualTo("acme");
        assertThat(event.data().bytes()).isEqualTo(content.bytes());
        assertThat(Optional.ofNullable(received.getData())
                        .map(data -> data.toBytes())
                        .orElse(new byte[0]))
                .isEqualTo(content.bytes());
    }

    private static Event structured(CloudEvent event) {
        return Sent.request()
                .type(FORMAT.serializedContentType())
                .body(FORMAT.serialize(event))
                .event();
    }

    private static Event binary(CloudEvent event) {
        Sent sent = Sent.request();
        HttpMessageFactory.createWriter(
                        sent::header, body -> Optional.ofNullable(body).ifPresent(sent::body))
                .writeBinary(event);
        return sent.event();
    }

    private static CloudEvent current(Content content) {
        io.cloudevents.core.v1.CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/a%20b"))
                .withType("t")
                .withSubject("sub")
                .withTime(OffsetDateTime.parse("2018-04-05T17:31:00.5+02:00"))
                .withDataSchema(URI.create("https://h/s"))
                .withDataContentType(content.type)
                .withExtension("tenant", "acme");
        return content.data.isEmpty()
                ? builder.build()
                : builder.withData(BytesCloudEventData.wrap(content.bytes())).build();
    }

    private static CloudEvent older(Content content) {
        return CloudEventBuilder.v03(current(content)).build();
    }
}
