package dev.eventgateway.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The records of a topic that are to be emitted again. What is appended after it was opened is not in it. */
final class Range implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReplaySettings settings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private long skipped;

    /** Is given one record after the other. */
    interface Taker {
        void take(ConsumerRecord<byte[], byte[]> written) throws InterruptedException;
    }

    private Range(ReplaySettings settings, KafkaConsumer<byte[], byte[]> consumer) {
        this.settings = settings;
        this.consumer = consumer;
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
        Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(partitions, PATIENCE));
        settings.fromTime().ifPresent(time -> narrow(begins, time));
        settings.toTime().ifPresent(time -> narrow(ends, time));
        settings.fromOffset().ifPresent(offset -> begins.replaceAll((each, begin) -> Math.max(begin, offset)));
        settings.toOffset().ifPresent(offset -> ends.replaceAll((each, end) -> Math.min(end, offset)));
        begins.forEach(consumer::seek);
    }

    /**
     * {@return the range, with its end fixed}
     *
     * @throws KafkaException if no broker tells in time
     * @throws IllegalArgumentException if the topic has no such partition
     */
    static Range open(ReplaySettings settings) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings.client(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new Range(settings, consumer);
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
    }

    ReplaySettings settings() {
        return settings;
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> all = consumer.partitionsFor(settings.topic(), PATIENCE).stream()
                .map(each -> new TopicPartition(settings.topic(), each.partition()))
                .filter(each ->
                        settings.partition().isEmpty() || settings.partition().getAsLong() == each.partition())
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("topic " + settings.topic() + " has no such partition");
        }
        return all;
    }

    /** Where nothing is as late as that time, everything is before it. */
    private void narrow(Map<TopicPartition, Long> offsets, Instant time) {
        Map<TopicPartition, Long> asked =
                offsets.keySet().stream().collect(Collectors.toMap(each -> each, each -> time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked, PATIENCE);
        offsets.replaceAll((each, offset) -> Optional.ofNullable(found.get(each))
                .map(OffsetAndTimestamp::offset)
                .orElse(ends.getOrDefault(each, offset)));
    }

    /**
     * Hands over each record, partition by partition in the order in which they come.
     *
     * @throws KafkaException if no broker delivers for half a minute
     */
    void forEach(Taker taker) throws InterruptedException {
        long silentSince = System.nanoTime();
        while (isLeft()) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                if (isWanted(each)) {
                    taker.take(each);
                }
                // The taker's own time is no silence of the broker.
                silentSince = System.nanoTime();
            }
            if (System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                throw new KafkaException("no broker delivers; what was accepted until now is counted by the gateway");
            }
        }
    }

    private boolean isLeft() {
        ends.entrySet().removeIf(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
        consumer.assignment().stream()
                .filter(each -> !ends.containsKey(each))
                .forEach(each -> consumer.pause(List.of(each)));
        return !ends.isEmpty();
    }

    private boolean isWanted(ConsumerRecord<byte[], byte[]> written) {
        Long end = ends.get(new TopicPartition(written.topic(), written.partition()));
        if (end == null || written.offset() >= end) {
            return false;
        }
        boolean wanted = Emission.type(written)
                .map(type -> KafkaSettings.isOneOf(settings.types(), type))
                .orElse(true);
        skipped += wanted ? 0 : 1;
        return wanted;
    }

    long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
