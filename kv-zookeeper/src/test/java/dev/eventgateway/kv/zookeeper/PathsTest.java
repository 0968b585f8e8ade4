package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys stand, and what is no key. */
class PathsTest {

    private final Paths paths = new Paths(Key.of("event-gateway"));

    @Test
    void valuesAndDirectoriesStandSideBySide() {
        assertThat(paths.root()).isEqualTo("/event-gateway");
        assertThat(paths.value(Key.of("a"))).isEqualTo("/event-gateway/tree/a.v");
        assertThat(paths.directory(Key.of("a"))).isEqualTo("/event-gateway/tree/a.d");
        assertThat(paths.value(Key.of("a/b"))).isEqualTo("/event-gateway/tree/a.d/b.v");
        assertThat(paths.directories(Key.of("a/b/c")))
                .containsExactly("/event-gateway/tree", "/event-gateway/tree/a.d", "/event-gateway/tree/a.d/b.d");
    }

    @Test
    void whatAStoreNeedsBeforeItsFirstCommitIsNamedFromTheTop() {
        assertThat(new Paths(Key.of("a/b")).foundations()).isEqualTo(List.of("/a", "/a/b", "/a/b/tree"));
    }

    @Test
    void aPrefixMayBeNamedLikeZooKeepersOwnTree() {
        assertThat(new Paths(Key.of("zookeeper/zookeeper")).root()).isEqualTo("/=7Aookeeper/zookeeper");
        assertThat(new Paths(Key.of("=7Aookeeper")).root()).isEqualTo("/=3D7Aookeeper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c", "zookeeper", "x.v/x.d", "=/ü", "a\u0001/\uD83D\uDE80"})
    void aKeyIsFoundAgainByItsPath(String key) {
        assertThat(paths.key(paths.value(Key.of(key)))).contains(Key.of(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/event-gateway",
                "/event-gateway/tree",
                "/event-gateway/x.v",
                "/event-gateway/tree/x",
                "/event-gateway/tree/x.d",
                "/event-gateway/tree/.v",
                "/event-gateway/tree/..v",
                "/event-gateway/tree/x/y.v",
                "/event-gateway/tree/x.v/y.v",
                "/event-gateway/tree/=zz.v",
                "/elsewhere/tree/x.v"
            })
    void anotherNodeIsNoKey(String path) {
        assertThat(paths.key(path)).isEmpty();
    }

    @Test
    void aPathLongerThanAnyKeyIsNoKey() {
        assertThat(paths.key("/event-gateway/tree/" + "x".repeat(Key.MAX_BYTES + 1) + ".v"))
                .isEmpty();
    }
}
