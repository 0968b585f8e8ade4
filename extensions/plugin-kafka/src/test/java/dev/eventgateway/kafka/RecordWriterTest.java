package dev.eventgateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventForm;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.kafka.KafkaSettings.Content;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Events as records, and back. */
class RecordWriterTest {

    private static final Event EVENT = Event.builder("user.created")
            .id("1")
            .source("/signup")
            .subject("Zoë \"100%\"")
            .time(Instant.parse("2026-11-01T10:00:00Z"))
            .schema("https://example.com/user.json")
            .extension("partitionkey", "ada")
            .json("{\"n\":1}")
            .build();

    private static ProducerRecord<byte[], byte[]> written(Content content, Event event) {
        return new RecordWriter("t", content).record(event);
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(each -> headers.put(each.key(), new String(each.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static String key(Event event) {
        return new String(written(Content.BINARY, event).key(), StandardCharsets.UTF_8);
    }

    @Test
    void inBinaryModeAttributesAreHeadersAndTheDataIsTheValue() {
        ProducerRecord<byte[], byte[]> record = written(Content.BINARY, EVENT);

        assertThat(headers(record))
                .containsExactly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "1"),
                        Map.entry("ce_source", "/signup"),
                        Map.entry("ce_type", "user.created"),
                        Map.entry("ce_subject", "Zoë \"100%\""),
                        Map.entry("ce_time", "2026-11-01T10:00:00Z"),
                        Map.entry("ce_dataschema", "https://example.com/user.json"),
                        Map.entry("ce_partitionkey", "ada"),
                        Map.entry("content-type", "application/json"));
        assertThat(record.value()).asString().isEqualTo("{\"n\":1}");
    }

    @Test
    void inStructuredModeTheValueIsTheWholeEvent() {
        ProducerRecord<byte[], byte[]> record = written(Content.STRUCTURED, EVENT);

        assertThat(headers(record))
                .containsExactly(Map.entry("content-type", "application/cloudevents+json; charset=UTF-8"));
        assertThat(record.value()).isEqualTo(EVENT.structured());
    }

    @Test
    void theKeyIsThePartitionKeyOrTheSubjectOrTheSource() {
        assertThat(key(EVENT)).isEqualTo("ada");
        assertThat(key(Event.builder("t").source("/s").subject("x").build())).isEqualTo("x");
        assertThat(key(Event.builder("t").source("/s").build())).isEqualTo("/s");
    }

    @Test
    void anEventWithoutDataIsARecordWithoutValue() {
        assertThat(written(Content.BINARY, Event.of("t")).value()).isNull();
    }

    @Test
    void whatIsEmittedAgainIsTheSameEvent() {
        for (Content content : Content.values()) {
            ProducerRecord<byte[], byte[]> record = written(content, EVENT);
            ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>("t", 0, 0, record.key(), record.value());
            record.headers().forEach(read.headers()::add);
            HttpRequest request = Emission.request(URI.create("http://localhost/"), read);

            Headers.Builder headers = Headers.builder();
            request.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            GatewayRequest arrived = GatewayRequest.of("POST", "/", headers.build(), record.value());
            Event again = new EventReader(new OwnEvents(SpecVersion.V1_0))
                    .decode(EventForm.of(arrived.headers()), arrived, record.value(), Map.of());

            assertThat(again.structured()).asString().isEqualTo(new String(EVENT.structured(), StandardCharsets.UTF_8));
        }
    }
}
