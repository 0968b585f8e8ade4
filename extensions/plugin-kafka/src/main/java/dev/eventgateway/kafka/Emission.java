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

    static HttpRequest request(URI to, ConsumerRecord<byte[], byte[]> written) {
        byte[] body = written.value() == null ? new byte[0] : written.value();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).timeout(TIMEOUT).POST(BodyPublishers.ofByteArray(body));
        for (Header header : written.headers()) {
            String value = new String(header.value(), StandardCharsets.UTF_8);
            if (header.key().equals(RecordWriter.CONTENT_TYPE)) {
                request.setHeader("Content-Type", value);
            } else if (header.key().startsWith(RecordWriter.ATTRIBUTE)) {
                request.setHeader("ce-" + header.key().substring(RecordWriter.ATTRIBUTE.length()), encoded(value));
            }
        }
        return request.build();
    }

    /** {@return the event's type, if headers tell it} */
    static Optional<String> type(ConsumerRecord<byte[], byte[]> written) {
        return Optional.ofNullable(written.headers().lastHeader(RecordWriter.ATTRIBUTE + "type"))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8));
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
