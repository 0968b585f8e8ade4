package dev.eventgateway.kv.spi;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A listener that writes each call down as one line, such as {@code @7 a=1:5} or {@code +a=2:8 -b:9} or {@code STALE}.
 */
final class Diary implements WatchListener {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    static KvSnapshot listing(long revision, KvEntry... entries) {
        return new KvSnapshot(revision, List.of(entries));
    }

    static KvEntry entry(String key, String value, long revision) {
        return new KvEntry(Key.of(key), value.getBytes(StandardCharsets.UTF_8), revision);
    }

    static KvChange put(String key, String value, long revision) {
        return new KvChange.Put(entry(key, value, revision));
    }

    static KvChange delete(String key, long revision) {
        return new KvChange.Delete(Key.of(key), revision);
    }

    @Override
    public void onSnapshot(KvSnapshot snapshot) {
        lines.add(("@" + snapshot.revision() + " "
                        + snapshot.entries().stream().map(Diary::text).collect(joining(" ")))
                .trim());
    }

    @Override
    public void onChanges(List<KvChange> changes) {
        lines.add(changes.stream().map(Diary::text).collect(joining(" ")));
    }

    @Override
    public void onState(Watch.State state) {
        lines.add(state.toString());
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void awaitLines(String... expected) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(lines).containsExactlyElementsOf(Arrays.asList(expected)));
    }

    private static String text(KvEntry entry) {
        return entry.key() + "=" + entry.text() + ":" + entry.revision();
    }

    private static String text(KvChange change) {
        return change instanceof KvChange.Put put
                ? "+" + text(put.entry())
                : "-" + change.key() + ":" + change.revision();
    }
}
