package dev.eventgateway.kv.consul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys stand, and what is no key. */
class PathsTest {

    private final Paths paths = new Paths(Key.of("event-gateway"));

    @Test
    void aKeyStandsBelowThePrefixAsItReads() {
        assertThat(paths.path(Key.of("config/functions/default/hello")))
                .isEqualTo("event-gateway/config/functions/default/hello");
        assertThat(new Paths(Key.of("a b/c")).path(Key.of("d:e"))).isEqualTo("a=20b/c/d=3Ae");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c", "event-gateway", "=/ü", "=incarnation", "a\u0001/\uD83D\uDE80"})
    void aKeyIsFoundAgainByItsPath(String key) {
        assertThat(paths.key(paths.path(Key.of(key)))).contains(Key.of(key));
        assertThat(paths.path(Key.of(key))).isNotEqualTo(paths.mark());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event-gateway",
                "event-gateway/",
                "event-gateway/a/",
                "event-gateway/a//b",
                "event-gateway/.",
                "event-gateway/a/../b",
                "event-gateway/=zz",
                "event-gateway/a b",
                "event-gateway/=incarnation",
                "event-gatewayed/a",
                "elsewhere/a"
            })
    void anotherPathIsNoKey(String path) {
        assertThat(paths.key(path)).isEmpty();
    }

    @Test
    void aPathLongerThanAnyKeyIsNoKey() {
        assertThat(paths.key("event-gateway/" + "x".repeat(Key.MAX_BYTES + 1))).isEmpty();
    }
}
