package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys: where prefixes end, and segments that a store or its client might mistake for something else. */
public abstract class KvKeysContract extends KvStoreContract {

    /** Each a legal segment, all different. */
    static final List<String> ODD = List.of(String.join(
                    " ",
                    "plain PLAIN Plain .x ..x ... x. x.. x.v x.d x.v.d .v .d v d",
                    "=2F = == =41 A=41 =zz =FF % %2F %2f %25 %2F%2F %00 %zz \u2215 \uFF0F # #x ? ?a=b ; ;x=y & &recurse +",
                    "\\ \\u0041 : * ** \" ' < > | ~ ^ ` $ @ ! { } [ ] ( ) , - _ __ --",
                    "zookeeper _c_1 lock- 0000000001 -1 null true ___lock .lock",
                    "é e\u0301 ß ẞ 中文 עברית \uD83D\uDE80 \uD83D\uDE80\uD83D\uDE81 a\u200Bb",
                    "\uFEFF \uE000 \uF8FF \uFFF0 \uFFFD \uFFFE \uFFFF \uDBFF\uDFFF")
            .split(" "));

    /** Those that hold white space or control characters. */
    static final List<String> BLANK = List.of(
            " ",
            "  ",
            "with space",
            " leading",
            "trailing ",
            "\t",
            "\n",
            "line\nbreak",
            "\r",
            "\0",
            "NUL\0inside",
            "\u0001",
            "\u001f",
            "\u007f",
            "\u0085",
            "\u009f",
            "\u00a0",
            "\u2028",
            "\u3000");

    private static List<String> segments() {
        return Stream.concat(ODD.stream(), BLANK.stream()).toList();
    }

    @Test
    void everySegmentIsAKeyOfItsOwn() {
        List<Key> keys = segments().stream().map(Key.of("odd")::child).toList();
        List<KvEntry> written = putAll(keys);

        assertThat(store.list(Key.of("odd")).entries())
                .isEqualTo(written.stream()
                        .sorted((a, b) -> a.key().compareTo(b.key()))
                        .toList());
        for (KvEntry entry : written) {
            assertThat(store.get(entry.key())).contains(entry);
            assertThat(store.list(entry.key()).entries()).containsExactly(entry);
        }
    }

    @Test
    void everySegmentCanHaveKeysBelowIt() {
        List<Key> parents = segments().stream().map(Key.of("odd")::child).toList();
        List<Key> children = parents.stream()
                .flatMap(parent -> Stream.of(parent.child(parent.name()), parent.child("x")))
                .toList();
        List<KvEntry> written = putAll(
                Stream.concat(parents.stream(), children.stream()).distinct().toList());

        assertThat(store.list(Key.of("odd")).entries()).hasSameSizeAs(written);
        for (Key parent : parents) {
            assertThat(store.list(parent).entries())
                    .isEqualTo(written.stream()
                            .filter(entry -> entry.key().startsWith(parent))
                            .sorted((a, b) -> a.key().compareTo(b.key()))
                            .toList());
            assertThat(store.deleteTree(parent))
                    .isEqualTo(parent.child("x").equals(parent.child(parent.name())) ? 2 : 3);
        }
        assertThat(tree("odd")).isEmpty();
    }

    @Test
    void everySegmentCanBeGuardedChangedAndDeleted() {
        for (String segment : segments()) {
            Key key = Key.of("odd").child(segment);
            long created = store.putIfAbsent(key, utf8("1")).orElseThrow();
            assertThat(store.putIfAbsent(key, utf8("2"))).isEmpty();
            long changed = store.compareAndPut(key, utf8("3"), created).orElseThrow();
            assertThat(store.commit(Transaction.when(Guard.unchanged(key, created))
                            .then(Operation.put(Key.of("other"), utf8("4")))))
                    .isEqualTo(new Transaction.Refused(Guard.unchanged(key, created)));

            assertThat(store.get(key)).contains(new KvEntry(key, utf8("3"), changed));
            assertThat(store.compareAndDelete(key, changed)).isTrue();
        }
        assertThat(tree("odd")).isEmpty();
        assertThat(tree("other")).isEmpty();
    }

    @Test
    void everySegmentIsWatchedAsItWasWritten() {
        WatchRecorder recorder = record("odd");
        List<Key> keys = segments().stream()
                .flatMap(segment -> Stream.of(
                        Key.of("odd").child(segment),
                        Key.of("odd").child(segment).child("below")))
                .toList();
        putAll(keys);
        recorder.awaitEqualTo(store, Key.of("odd"));
        assertThat(recorder.entries()).hasSameSizeAs(keys);
        keys.forEach(store::delete);

        recorder.awaitEqualTo(store, Key.of("odd"));
        assertThat(recorder.entries()).isEmpty();
    }

    @Test
    void aPrefixEndsWhereASegmentEnds() {
        List<String> near =
                List.of("a", "a/b", "a/b/c", "ab", "ab/c", "a.", "a.b", "a-b", "a b", "a=b", "A", "b", "b/a");
        near.forEach(key -> put(key, "1"));
        WatchRecorder recorder = record("a");

        assertThat(tree("a")).isEqualTo("a=1 a/b=1 a/b/c=1");
        assertThat(recorder.entries()).isEqualTo(store.list(Key.of("a")).entries());
        near.forEach(key -> put(key, "2"));
        recorder.awaitEqualTo(store, Key.of("a"));
        assertThat(recorder.entries()).hasSize(3).allMatch(entry -> entry.text().equals("2"));
        assertThat(store.deleteTree(Key.of("a"))).isEqualTo(3);
        assertThat(near).filteredOn(key -> store.exists(Key.of(key))).hasSize(near.size() - 3);
    }

    @Test
    void aKeyMayHaveAValueAndKeysBelowIt() {
        put("both/x/y", "below");
        assertThat(store.exists(Key.of("both/x"))).isFalse();
        assertThat(store.get(Key.of("both"))).isEmpty();
        put("both/x", "leaf");
        assertThat(tree("both")).isEqualTo("both/x=leaf both/x/y=below");

        assertThat(store.delete(Key.of("both/x"))).isTrue();
        assertThat(tree("both")).isEqualTo("both/x/y=below");
        assertThat(store.delete(Key.of("both"))).isFalse();
        put("both/x", "leaf again");
        assertThat(store.delete(Key.of("both/x/y"))).isTrue();
        assertThat(tree("both")).isEqualTo("both/x=leaf again");
    }

    @Test
    void listsAreInTheOrderOfKeys() {
        List<String> sorted =
                List.of("o", "o/A", "o/A/z", "o/Z", "o/a", "o/a/b", "o/a b", "o/a-b", "o/a.b", "o/aa", "o/é");
        IntStream.range(0, sorted.size()).map(i -> sorted.size() - 1 - i).forEach(i -> put(sorted.get(i), "1"));

        assertThat(store.list(Key.of("o")).entries())
                .extracting(entry -> entry.key().toString())
                .containsExactlyElementsOf(sorted);
    }

    @Test
    void theLongestAndTheDeepestKeyAreKeysLikeOthers() {
        Key longest = Key.of("l").child("x".repeat(Key.MAX_BYTES - 2));
        Key escaped = Key.of("l").child("\uD83D\uDE80".repeat((Key.MAX_BYTES - 2) / 4));
        Key deepest = Key.of("l/" + "d/".repeat(98) + "d");
        List<KvEntry> written = putAll(List.of(longest, escaped, deepest));

        assertThat(store.list(Key.of("l")).entries()).containsExactlyInAnyOrderElementsOf(written);
        for (KvEntry entry : written) {
            assertThat(store.get(entry.key())).contains(entry);
            assertThat(store.compareAndDelete(entry.key(), entry.revision())).isTrue();
        }
        assertThat(tree("l")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", ".", "a/../b", "a/.", "\uD83D", "a\uDE80"})
    void whatIsNoKeyIsRefused(String text) {
        assertFails(Reason.INVALID, () -> store.get(Key.of(text)));
    }

    /** {@return what was written, a different value for each key} */
    private List<KvEntry> putAll(List<Key> keys) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> new KvEntry(keys.get(i), utf8("v" + i), store.put(keys.get(i), utf8("v" + i))))
                .toList();
    }
}
