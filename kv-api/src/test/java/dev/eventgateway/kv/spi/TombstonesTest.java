package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvChange;
import org.junit.jupiter.api.Test;

class TombstonesTest {

    private final Tombstones tombstones = new Tombstones();

    @Test
    void theOldestAreForgottenPastTheLeast() {
        deleteTwiceAsManyAs(Tombstones.LEAST);

        assertThat(tombstones.revision(key(Tombstones.LEAST - 1))).isEmpty();
        assertThat(tombstones.revision(key(Tombstones.LEAST))).contains((long) Tombstones.LEAST);
    }

    @Test
    void asManyAsTheTreeHadEntriesAreKept() {
        tombstones.allow(3 * Tombstones.LEAST);
        tombstones.allow(1);
        deleteTwiceAsManyAs(Tombstones.LEAST);

        assertThat(tombstones.revision(key(0))).contains(0L);
        tombstones.clear();
        assertThat(tombstones.revision(key(0))).isEmpty();
        deleteTwiceAsManyAs(Tombstones.LEAST);
        assertThat(tombstones.revision(key(0))).isEmpty();
    }

    @Test
    void aKeyThatIsDeletedAgainIsAmongTheNewest() {
        delete(0);
        for (int i = 1; i < Tombstones.LEAST; i++) {
            delete(i);
        }
        tombstones.remember(new KvChange.Delete(key(0), 9_999));
        delete(Tombstones.LEAST);

        assertThat(tombstones.revision(key(0))).contains(9_999L);
        assertThat(tombstones.revision(key(1))).isEmpty();
        tombstones.forget(key(0));
        assertThat(tombstones.revision(key(0))).isEmpty();
    }

    private void deleteTwiceAsManyAs(int count) {
        for (int i = 0; i < 2 * count; i++) {
            delete(i);
        }
    }

    private void delete(int i) {
        tombstones.remember(new KvChange.Delete(key(i), i));
    }

    private static Key key(int i) {
        return Key.of("k" + i);
    }
}
