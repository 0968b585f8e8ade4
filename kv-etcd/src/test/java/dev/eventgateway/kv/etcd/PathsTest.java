package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import io.etcd.jetcd.ByteSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys stand among etcd's. */
class PathsTest {

    private final Paths paths = new Paths(Key.of("the/prefix"));

    @Test
    void aKeyStandsWhereItReads() {
        assertThat(paths.place(Key.of("config/é 1"))).isEqualTo(bytes("the/prefix/config/é 1"));
        assertThat(paths.key(bytes("the/prefix/config/é 1"))).contains(Key.of("config/é 1"));
    }

    @Test
    void whatLiesBelowAKeyIsBetweenItsBeginAndItsEnd() {
        assertThat(paths.below(Key.of("a"))).isEqualTo(bytes("the/prefix/a/"));
        assertThat(paths.end(Key.of("a"))).isEqualTo(bytes("the/prefix/a0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"the/prefix", "the/prefixes/a", "other/a", "the/prefix//a", "the/prefix/a/", "the/prefix/a/../b"
            })
    void whatSomebodyElsePutIsNoKey(String place) {
        assertThat(paths.key(bytes(place))).isEmpty();
    }

    @Test
    void whatIsNoTextIsNoKey() {
        ByteSequence broken = bytes("the/prefix/").concat(ByteSequence.from(new byte[] {(byte) 0xff}));

        assertThat(paths.key(broken)).isEmpty();
    }

    @Test
    void theMarkIsNoKeyOfThisStoreNorOfOneAround() {
        assertThat(paths.key(paths.mark())).isEmpty();
        assertThat(new Paths(Key.of("the")).key(paths.mark())).isEmpty();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
