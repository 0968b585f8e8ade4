package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Watch.State;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that is no longer the one that it was: it is shown as it is, as a RESET, and nothing of the old one is left. */
@Tag("fault")
public abstract class KvResetContract extends FaultyStore {

    /** A place where nothing has ever been committed. */
    private static final String FRESH = "fresh";

    @Test
    @Tag("wiped")
    void aServerThatIsWipedWhileThreeWriteIsResetOnceAndGoesOn() {
        int rounds = Soak.rounds(2);
        try (Ledger ledger = ledger()) {
            for (int round = 1; round <= rounds; round++) {
                ledger.awaitAcknowledged(WRITES);
                wipeBehindTheProxy();
                ledger.forget();
                put(direct, "config/after/" + round);
                heal();
                recorder.awaitText(Key.of("config/after/" + round), "config/after/" + round);
                assertThat(recorder.resets()).isEqualTo(round);
            }
            assertBalanced("wiped", ledger, rounds);
        }
        assertThat(recorder.smallest()).as("no false empty").isPositive();
        assertThat(recorder.resets()).isEqualTo(rounds);
    }

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
        for (int i = 0; direct.list(PREFIX).revision() <= before; i++) {
            put(direct, "config/new/" + i % 7);
        }
        IntStream.range(0, 7).forEach(i -> put(direct, "config/new/" + i));

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
        assertThat(recorder.resets()).isEqualTo(1);
    }

    @Test
    void aWatchFromBeforeTheFirstCommitTellsAStoreThatWasWipedToo() {
        try (KvStore fresh = open(proxy, FRESH);
                KvStore past = KvStores.open(server.uri(FRESH))) {
            WatchRecorder early = watched(fresh);
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
    void aFirstCommitAndACutAreNoReset() {
        try (KvStore fresh = open(proxy, FRESH);
                KvStore past = KvStores.open(server.uri(FRESH))) {
            WatchRecorder early = watched(fresh);
            put(past, "config/first");
            early.awaitText(Key.of("config/first"), "config/first");
            cut();
            early.awaitState(State.STALE);
            put(past, "config/meanwhile");
            heal();

            early.awaitText(Key.of("config/meanwhile"), "config/meanwhile");
            assertThat(early.resets()).isZero();
        }
    }

    @Test
    void aFirstCommitDuringACutIsNoReset() {
        try (KvStore fresh = open(proxy, FRESH);
                KvStore past = KvStores.open(server.uri(FRESH))) {
            WatchRecorder early = watched(fresh);
            cut();
            early.awaitState(State.STALE);
            put(past, "config/first");
            heal();

            early.awaitText(Key.of("config/first"), "config/first");
            assertThat(early.resets()).isZero();
        }
    }

    @Test
    @Tag("restored")
    @Tag("history")
    void aServerThatIsRestoredFromABackupIsShownAsItIs() {
        int rounds = Soak.rounds(1);
        try (Ledger ledger = ledger()) {
            for (int round = 1; round <= rounds; round++) {
                restore(ledger);
                put(direct, "config/other/" + round);
                heal();
                recorder.awaitText(Key.of("config/other/" + round), "config/other/" + round);
                assertThat(recorder.resets()).isEqualTo(round);
            }
            assertBalanced("restored", ledger, rounds);
        }
        assertThat(recorder.text(Key.of("config/undone"))).isEmpty();
        assertThat(recorder.smallest()).as("no false empty").isGreaterThanOrEqualTo(LASTING);
    }

    /** Everything that was written between two kills is undone. */
    private void restore(Ledger ledger) {
        ledger.awaitAcknowledged(WRITES);
        killBehindTheProxy();
        server.backUp();
        server.start();
        heal();
        put(direct, "config/undone");
        ledger.awaitAcknowledged(WRITES);
        recorder.awaitText(Key.of("config/undone"), "config/undone");
        recorder.awaitState(State.CONNECTED);
        killBehindTheProxy();
        server.restore();
        server.start();
        ledger.forget();
        // What the writers had written before the backup is there again.
        direct.deleteTree(WRITTEN);
    }
}
