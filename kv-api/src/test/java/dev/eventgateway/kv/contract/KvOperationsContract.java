package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvLimits;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.KvStore;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single operations: libkv's and valkeyrie's cases, made strict. */
public abstract class KvOperationsContract extends KvStoreContract {

    @ParameterizedTest
    @ValueSource(strings = {"k", "k/x", "k/x/y", "k.x"})
    void putGetDeleteExists(String name) {
        Key key = Key.of(name);
        assertThat(store.get(key)).isEmpty();
        assertThat(store.exists(key)).isFalse();

        long revision = store.put(key, utf8("value"));

        assertThat(store.get(key)).contains(new KvEntry(key, utf8("value"), revision));
        assertThat(store.exists(key)).isTrue();
        assertThat(store.delete(key)).isTrue();
        assertThat(store.get(key)).isEmpty();
        assertThat(store.exists(key)).isFalse();
    }

    /** libkv takes a slash at the end, as some stores have directories; here no key has one, on any store. */
    @ParameterizedTest
    @ValueSource(strings = {"k/", "k/x/"})
    void putGetDeleteExistsWithASlashAtTheEndIsRefused(String name) {
        put("k", "1");
        put("k/x", "2");

        assertFails(Reason.INVALID, () -> put(name, "value"));
        assertFails(Reason.INVALID, () -> store.get(Key.of(name)));
        assertFails(Reason.INVALID, () -> store.exists(Key.of(name)));
        assertFails(Reason.INVALID, () -> store.delete(Key.of(name)));
        assertFails(Reason.INVALID, () -> store.list(Key.of(name)));
        assertFails(Reason.INVALID, () -> store.deleteTree(Key.of(name)));
        assertFails(Reason.INVALID, () -> store.watch(Key.of(name), new WatchRecorder()));
        assertThat(tree("k")).isEqualTo("k=1 k/x=2");
    }

    @Test
    void deletingNothingSaysSoAndChangesNothing() {
        put("there", "1");

        assertThat(store.delete(Key.of("missing"))).isFalse();
        assertThat(store.delete(Key.of("there/below"))).isFalse();
        assertThat(tree("there")).isEqualTo("there=1");
    }

    @Test
    void everyWriteHasAHigherRevisionThanAllBefore() {
        long first = put("a", "1");
        long second = put("b", "2");
        long third = put("a", "3");
        assertThat(store.delete(Key.of("a"))).isTrue();
        long fourth = put("a", "4");

        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(third);
        assertThat(third).isLessThan(fourth);
        assertThat(store.list(Key.of("a")).entries()).containsExactly(new KvEntry(Key.of("a"), utf8("4"), fourth));
    }

    @Test
    void puttingAnEqualValueIsAWriteLikeAnyOther() {
        Key key = Key.of("equal");
        long first = put("equal", "same");
        WatchRecorder recorder = record("equal");
        long second = put("equal", "same");

        assertThat(second).isGreaterThan(first);
        assertThat(store.get(key)).contains(new KvEntry(key, utf8("same"), second));
        assertThat(store.compareAndPut(key, utf8("late"), first)).isEmpty();
        recorder.awaitEqualTo(store, key);
        assertThat(recorder.changes()).isEqualTo(1);
    }

    @Test
    void anEmptyValueIsNotAbsence() {
        put("empty", "");
        long revision = put("empty/below", "");

        assertThat(text("empty")).contains("");
        assertThat(store.exists(Key.of("empty/below"))).isTrue();
        assertThat(store.putIfAbsent(Key.of("empty"), utf8("x"))).isEmpty();
        assertThat(tree("empty")).isEqualTo("empty= empty/below=");
        assertThat(store.compareAndDelete(Key.of("empty/below"), revision)).isTrue();
        assertThat(store.delete(Key.of("empty"))).isTrue();
        assertThat(tree("empty")).isEmpty();
    }

    @Test
    void everyByteComesBackAsItWas() {
        byte[] all = new byte[1_024];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        store.put(Key.of("bytes"), all);

        assertThat(store.get(Key.of("bytes")).orElseThrow().value()).isEqualTo(all);
        assertThat(store.list(Key.of("bytes")).entries().get(0).value()).isEqualTo(all);
    }

    @Test
    void list() {
        put("testList/first", "first");
        put("testList/second", "second");
        put("testList/sub/third", "third");
        put("testListOther", "other");

        assertThat(tree("testList")).isEqualTo("testList/first=first testList/second=second testList/sub/third=third");
        assertThat(tree("testList/sub")).isEqualTo("testList/sub/third=third");
        assertThat(tree("testList/sub/third")).isEqualTo("testList/sub/third=third");
        assertThat(tree("missing")).isEmpty();
        assertThat(tree("testList/first/below")).isEmpty();
        assertFails(Reason.INVALID, () -> tree("testList/"));
    }

    @Test
    void aListHoldsWhatWasPutAndNothingOfTheStoresOwn() {
        put("own/a", "1");
        put("own/b/c", "2");
        store.delete(Key.of("own/a"));
        store.putIfAbsent(Key.of("own/d"), utf8("3"));
        store.deleteTree(Key.of("own/b"));
        put("own/b", "4");

        assertThat(tree("own")).isEqualTo("own/b=4 own/d=3");
    }

    @Test
    void theRevisionOfAListLiesBetweenWhatItHoldsAndWhatComesLater() {
        put("r/a", "1");
        long last = put("r/b", "2");
        KvSnapshot before = store.list(Key.of("r"));
        long next = put("r/c", "3");

        assertThat(before.revision()).isBetween(last, next - 1);
        assertThat(store.list(Key.of("r")).revision()).isGreaterThanOrEqualTo(next);
    }

    @Test
    void deleteTree() {
        put("testDeleteTree", "leaf");
        put("testDeleteTree/first", "1");
        put("testDeleteTree/second/deep/er", "2");
        put("testDeleteTreeToo", "3");
        put("testDeleteTree.too", "4");

        assertThat(store.deleteTree(Key.of("testDeleteTree"))).isEqualTo(3);

        assertThat(tree("testDeleteTree")).isEmpty();
        assertThat(store.get(Key.of("testDeleteTree/first"))).isEmpty();
        assertThat(text("testDeleteTreeToo")).contains("3");
        assertThat(text("testDeleteTree.too")).contains("4");
        assertThat(store.deleteTree(Key.of("testDeleteTree"))).isZero();
    }

    @Test
    void deletingATreeThatIsNotThereRemovesNothing() {
        put("neighbour", "1");

        assertThat(store.deleteTree(Key.of("missing"))).isZero();
        assertThat(store.deleteTree(Key.of("neighbour/below"))).isZero();
        assertThat(text("neighbour")).contains("1");
    }

    @Test
    void atomicPut() {
        Key key = Key.of("testAtomicPut");
        long first = put("testAtomicPut", "world");

        assertThat(store.putIfAbsent(key, utf8("CREATED"))).isEmpty();
        OptionalLong second = store.compareAndPut(key, utf8("WORLD"), first);
        assertThat(second).isPresent();
        assertThat(second.getAsLong()).isGreaterThan(first);
        assertThat(store.compareAndPut(key, utf8("WORLDWORLD"), 6744)).isEmpty();
        assertThat(store.compareAndPut(key, utf8("WORLDWORLD"), first)).isEmpty();
        assertThat(store.get(key)).contains(new KvEntry(key, utf8("WORLD"), second.getAsLong()));
    }

    @Test
    void atomicPutCreate() {
        Key key = Key.of("testAtomicPutCreate/new/directory/key");
        assertThat(store.compareAndPut(key, utf8("early"), 1)).isEmpty();

        OptionalLong created = store.putIfAbsent(key, utf8("putcreate"));

        assertThat(created).isPresent();
        assertThat(store.putIfAbsent(key, utf8("again"))).isEmpty();
        assertThat(store.compareAndPut(key, utf8("update"), created.getAsLong()))
                .isPresent();
        assertThat(text("testAtomicPutCreate/new/directory/key")).contains("update");
        assertThat(store.exists(Key.of("testAtomicPutCreate/new"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"testSlash/", "testSlash/key/"})
    void atomicPutWithSlashSuffixKey(String name) {
        long revision = put("testSlash", "there");

        assertFails(Reason.INVALID, () -> store.putIfAbsent(Key.of(name), utf8("")));
        assertFails(Reason.INVALID, () -> store.compareAndPut(Key.of(name), utf8(""), revision));
        assertFails(Reason.INVALID, () -> store.compareAndDelete(Key.of(name), revision));

        assertThat(store.list(Key.of("testSlash")).entries())
                .containsExactly(new KvEntry(Key.of("testSlash"), utf8("there"), revision));
    }

    @Test
    void atomicDelete() {
        Key key = Key.of("testAtomicDelete");
        long revision = put("testAtomicDelete", "world");

        assertThat(store.compareAndDelete(key, 6744)).isFalse();
        assertThat(store.exists(key)).isTrue();
        assertThat(store.compareAndDelete(key, revision)).isTrue();
        assertThat(store.exists(key)).isFalse();
        assertThat(store.compareAndDelete(key, revision)).isFalse();
    }

    @Test
    void aRevisionDoesNotMatchAgainAfterDeleteAndRecreate() {
        Key key = Key.of("aba/key");
        long old = put("aba/key", "same");
        store.delete(key);
        put("aba/key", "same");

        assertThat(store.compareAndPut(key, utf8("wrong"), old)).isEmpty();
        assertThat(store.compareAndDelete(key, old)).isFalse();
        assertThat(text("aba/key")).contains("same");
        store.deleteTree(Key.of("aba"));
        put("aba/key", "same");
        assertThat(store.compareAndPut(key, utf8("wrong"), old)).isEmpty();
        assertThat(store.compareAndDelete(key, old)).isFalse();
    }

    @Test
    void theLargestValueFitsAndALargerOneIsRefused() {
        byte[] largest = new byte[KvLimits.MAX_VALUE_BYTES];
        Arrays.fill(largest, (byte) 0xff);
        store.put(Key.of("large"), largest);

        assertFails(Reason.TOO_LARGE, () -> store.put(Key.of("large"), new byte[KvLimits.MAX_VALUE_BYTES + 1]));
        assertThat(store.get(Key.of("large")).orElseThrow().value()).isEqualTo(largest);
    }

    @Test
    void whatOneStoreWroteAnotherReadsAtOnce() {
        KvStore other = another();
        for (int i = 0; i < 100; i++) {
            long revision = put("shared/key", "v" + i);

            assertThat(other.get(Key.of("shared/key")))
                    .contains(new KvEntry(Key.of("shared/key"), utf8("v" + i), revision));
        }
        assertThat(other.list(Key.of("shared")).entries())
                .isEqualTo(store.list(Key.of("shared")).entries());
    }

    @Test
    void ofManyThatCreateAKeyOneDoes() throws Exception {
        for (int round = 0; round < 10; round++) {
            Key key = Key.of("race/" + round);
            AtomicInteger created = new AtomicInteger();
            inParallel(
                    4,
                    thread -> store.putIfAbsent(key, utf8("by " + thread))
                            .ifPresent(revision -> created.incrementAndGet()));

            assertThat(created).hasValue(1);
        }
    }

    @Test
    void noIncrementByCompareAndPutIsLost() throws Exception {
        Key key = Key.of("counter");
        put("counter", "0");

        inParallel(4, thread -> {
            for (int done = 0; done < 25; ) {
                KvEntry entry = store.get(key).orElseThrow();
                byte[] next = utf8(String.valueOf(Integer.parseInt(entry.text()) + 1));
                done += store.compareAndPut(key, next, entry.revision()).isPresent() ? 1 : 0;
            }
        });

        assertThat(text("counter")).contains("100");
    }
}
