package dev.eventgateway.kv.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that is no longer the one that it was: its state is shown as a RESET, and nothing of the old one is left. */
class EtcdResetTest extends ProxiedEtcd {

    @Test
    void aServerThatWasWipedAndHasDoneLessIsShownAsItIs() {
        IntStream.range(0, 200).forEach(i -> put(direct, "config/old/" + i % 50));
        wipeBehindTheProxy();
        put(direct, "config/new/1");
        put(direct, "config/new/2");

        proxy.heal();

        assertReset(2);
    }

    @Test
    void aServerThatWasWipedAndHasDoneMoreIsShownAsItIs() {
        long before = direct.list(PREFIX).revision();
        wipeBehindTheProxy();
        IntStream.range(0, 300).forEach(i -> put(direct, "config/new/" + i % 7));
        assertThat(direct.list(PREFIX).revision()).isGreaterThan(before);

        proxy.heal();

        assertReset(7);
    }

    @Test
    void aServerThatWasWipedAndIsEmptyIsShownEmptyAndThenAsItFills() {
        wipeBehindTheProxy();
        proxy.heal();
        recorder.awaitEntries(List.of());
        assertThat(recorder.resets()).isEqualTo(1);

        put(store, "config/first");
        recorder.awaitText(Key.of("config/first"), "config/first");
        recorder.awaitEqualTo(direct, PREFIX);
    }

    @Test
    void aWatchFromBeforeTheFirstCommitTellsAStoreThatWasWipedToo() {
        try (KvStore fresh = KvStores.open("etcd://" + proxy.address() + "/fresh?timeout=1s");
                KvStore past = KvStores.open("etcd://" + server.address() + "/fresh")) {
            WatchRecorder early = new WatchRecorder();
            fresh.watch(PREFIX, early);
            early.awaitState(State.CONNECTED);
            put(past, "config/old");
            early.awaitText(Key.of("config/old"), "config/old");
            wipeBehindTheProxy();
            IntStream.range(0, 100).forEach(i -> put(past, "config/new"));
            proxy.heal();

            early.awaitText(Key.of("config/new"), "config/new");
            assertThat(early.resets()).isEqualTo(1);
            early.awaitEqualTo(past, PREFIX);
        }
    }

    @Test
    void aServerThatIsPutBackToABackupIsShownAsItIs() {
        killBehindTheProxy();
        server.backUp();
        server.start();
        proxy.heal();
        IntStream.range(0, 50).forEach(i -> put(direct, "config/undone/" + i));
        recorder.awaitText(Key.of("config/undone/49"), "config/undone/49");
        killBehindTheProxy();
        server.restore();
        server.start();
        put(direct, "config/other");
        recorder.forgetSmallest();
        proxy.heal();

        assertReset(LASTING + 1);
    }

    private void killBehindTheProxy() {
        cut();
        server.kill();
    }

    private void wipeBehindTheProxy() {
        killBehindTheProxy();
        server.wipe();
        server.start();
    }

    private void assertReset(int entries) {
        recorder.awaitEqualTo(direct, PREFIX);
        recorder.awaitState(State.CONNECTED);
        assertThat(recorder.resets()).isEqualTo(1);
        assertThat(recorder.smallest()).as("no false empty").isEqualTo(entries);
        put(direct, "config/after");
        recorder.awaitText(Key.of("config/after"), "config/after");
    }
}
