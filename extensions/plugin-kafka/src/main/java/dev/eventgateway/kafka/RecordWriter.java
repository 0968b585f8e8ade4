package dev.eventgateway.kafka;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventData;
import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.kafka.KafkaSettings.Content;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes events as records, as the Kafka binding of CloudEvents says. Draft 0.1, which has none in binary mode, is always structured. */
final class RecordWriter {

    /** The header that says what the value is. */
    static final String CONTENT_TYPE = "content-type";

    /** What the headers of attributes begin with. */
    static final String ATTRIBUTE = "ce_";

    private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";
    private static final String PARTITION_KEY = "partitionkey";

    private final String topic;
    private final Content content;

    RecordWriter(String topic, Content content) {
        this.topic = topic;
        this.content = content;
    }

    ProducerRecord<byte[], byte[]> record(Event event) {
        return content == Content.STRUCTURED || event.specVersion() == SpecVersion.V0_1
                ? structured(event)
                : binary(event);
    }

    private ProducerRecord<byte[], byte[]> structured(Event event) {
        ProducerRecord<byte[], byte[]> written = new ProducerRecord<>(topic, key(event), event.structured());
        header(written, CONTENT_TYPE, STRUCTURED);
        return written;
    }

    private ProducerRecord<byte[], byte[]> binary(Event event) {
        boolean empty = event.data().kind() == EventData.Kind.NONE;
        ProducerRecord<byte[], byte[]> written = new ProducerRecord<>(
                topic, key(event), empty ? null : event.data().bytes());
        attribute(written, "specversion", event.specVersion().text());
        attribute(written, "id", event.id());
        attribute(written, "source", event.source());
        attribute(written, "type", event.type());
        event.subject().ifPresent(subject -> attribute(written, "subject", subject));
        event.time().ifPresent(time -> attribute(written, "time", time.toString()));
        event.schema()
                .ifPresent(schema -> attribute(
                        written, event.specVersion() == SpecVersion.V0_3 ? "schemaurl" : "dataschema", schema));
        event.extensions().forEach((name, value) -> attribute(written, name, value.text()));
        event.contentType().ifPresent(type -> header(written, CONTENT_TYPE, type));
        return written;
    }

    /** Events with the same key stay in their order. */
    private static byte[] key(Event event) {
        String key = event.extension(PARTITION_KEY).or(event::subject).orElse(event.source());
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static void attribute(ProducerRecord<byte[], byte[]> written, String name, String value) {
        header(written, ATTRIBUTE + name, value);
    }

    private static void header(ProducerRecord<byte[], byte[]> written, String name, String value) {
        written.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
