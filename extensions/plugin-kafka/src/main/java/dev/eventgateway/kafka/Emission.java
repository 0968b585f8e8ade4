package dev.eventgateway.kafka;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** From a record to the request that emits its event: attributes in headers stay in headers, as CloudEvents has them in HTTP. */
final class Emission {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Emission() {}

    /**
     * {@return the request}
     *
     * @throws IllegalArgumentException if no request can carry the record
     */
    static HttpRequest request(URI to, ConsumerRecord<byte[], byte[]> written) {
        byte[] body = written.value() == null ? new byte[0] : written.value();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).timeout(TIMEOUT).POST(BodyPublishers.ofByteArray(body));
        for (Header header : written.headers()) {
            text(header).ifPresent(value -> set(request, header.key(), value));
        }
        return request.build();
    }

    private static void set(HttpRequest.Builder request, String name, String value) {
        if (name.equals(RecordWriter.CONTENT_TYPE)) {
            request.setHeader("Content-Type", value);
        } else if (name.startsWith(RecordWriter.ATTRIBUTE)) {
            request.setHeader("ce-" + name.substring(RecordWriter.ATTRIBUTE.length()), encoded(value));
        }
    }

    /** {@return the event's type, if headers tell it} */
    static Optional<String> type(ConsumerRecord<byte[], byte[]> written) {
        return Optional.ofNullable(written.headers().lastHeader(RecordWriter.ATTRIBUTE + "type"))
                .flatMap(Emission::text);
    }

    /** Whoever else writes to the topic may leave the value out. */
    private static Optional<String> text(Header header) {
        return Optional.ofNullable(header.value()).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** What a header cannot carry as it is, and the percent sign. */
    private static String encoded(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '%' && each != '"') {
                out.append((char) each);
            } else {
                out.append(String.format("%%%02X", each));
            }
        }
        return out.toString();
    }
}
