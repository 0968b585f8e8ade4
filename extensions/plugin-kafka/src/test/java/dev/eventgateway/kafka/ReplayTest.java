package dev.eventgateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.eventgateway.event.Event;
import dev.eventgateway.kafka.KafkaSettings.Content;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command that emits a topic's events again, with a real broker and somebody who takes note of what is sent. */
class ReplayTest {

    private static Broker broker;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger laters = new AtomicInteger();
    private volatile int status = 202;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** {@return a topic with events of these ids, the first at offset 0, a minute apart} */
    private static String topic(String... ids) throws Exception {
        String topic = broker.topic(1);
        RecordWriter writer = new RecordWriter(topic, Content.BINARY);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int number = 0; number < ids.length; number++) {
                ProducerRecord<byte[], byte[]> record = writer.record(
                        Event.builder("user." + ids[number]).id(ids[number]).build());
                producer.send(new ProducerRecord<>(
                                topic, 0, number * 60_000L, record.key(), record.value(), record.headers()))
                        .get();
            }
        }
        return topic;
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome replay(String topic, String... more) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean later = laters.getAndDecrement() > 0;
            if (!later) {
                received.add(exchange.getRequestHeaders().getFirst("ce-id"));
            }
            exchange.sendResponseHeaders(later ? 503 : status, -1);
            exchange.close();
        });
        server.start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "--bootstrap-servers=" + broker.address(),
                    "--topic=" + topic,
                    "--to=http://127.0.0.1:" + server.getAddress().getPort()));
            Stream.of(more).forEach(arguments::add);
            int code = Replay.run(arguments, print(out), print(err));
            return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            server.stop(0);
        }
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void allEventsAreEmittedAgainInTheirOrder() throws Exception {
        Outcome outcome = replay(topic("a", "b", "c"));

        assertThat(outcome).isEqualTo(new Outcome(0, "3 events accepted, 0 refused, 0 left out\n", ""));
        assertThat(received).containsExactly("a", "b", "c");
    }

    @Test
    void aRangeIsGivenByOffsetsByTimesAndByTypes() throws Exception {
        String topic = topic("a", "b", "c", "d");

        assertThat(replay(topic, "--from-offset=1", "--to-offset=3").code()).isZero();
        assertThat(received).containsExactly("b", "c");
        received.clear();
        assertThat(replay(topic, "--from-time=1970-01-01T00:01:00Z", "--to-time=1970-01-01T00:03:00Z")
                        .code())
                .isZero();
        assertThat(received).containsExactly("b", "c");
        received.clear();
        assertThat(replay(topic, "--types=user.a,user.d*", "--partition=0").out())
                .contains("2 left out");
        assertThat(received).containsExactly("a", "d");
        received.clear();
        assertThat(replay(topic, "--from-time=2026-01-01T00:00:00Z").out()).startsWith("0 events accepted");
    }

    @Test
    void aGatewayThatIsBusyIsAskedAgain() throws Exception {
        laters.set(1);

        assertThat(replay(topic("a", "b")).code()).isZero();
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void whatIsRefusedIsNamedAndTheRestGoesOn() throws Exception {
        status = 403;

        Outcome outcome = replay(topic("a", "b"));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("partition 0 offset 1: status 403");
        assertThat(outcome.out()).contains("2 refused");
    }

    @Test
    void aRecordThatNoRequestCanCarryIsNamedAndTheRestGoesOn() throws Exception {
        String topic = topic("a");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            ProducerRecord<byte[], byte[]> foreign = new ProducerRecord<>(topic, 0, null, null);
            foreign.headers().add("ce_no name", new byte[] {'x'});
            producer.send(foreign).get();
            ProducerRecord<byte[], byte[]> empty = new ProducerRecord<>(topic, 0, null, null);
            empty.headers().add("ce_type", null).add("ce_id", new byte[] {'b'});
            producer.send(empty).get();
        }

        Outcome outcome = replay(topic);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("partition 0 offset 1: ").doesNotContain("offset 2");
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void whatCannotBeUnderstoodIsNamed() throws Exception {
        for (String wrong : List.of("--from-offset=x", "--to-time=noon", "--what=1", "--to=ftp://h", "--partition=7")) {
            Outcome outcome = replay(topic("a"), wrong);
            assertThat(outcome.code()).as(wrong).isEqualTo(2);
            assertThat(outcome.err()).as(wrong).contains("--help");
        }
        assertThat(Replay.run(List.of("--help"), print(new ByteArrayOutputStream()), System.err))
                .isZero();
    }
}
