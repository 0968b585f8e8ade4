package dev.eventgateway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

    @Test
    void aKeyIsItsSegments() {
        Key key = Key.of("a/b c/é");

        assertThat(key.segments()).containsExactly("a", "b c", "é");
        assertThat(key).isEqualTo(new Key(List.of("a", "b c", "é"))).hasToString("a/b c/é");
        assertThat(key.name()).isEqualTo("é");
    }

    @Test
    void keysGrowByChildAndAppend() {
        assertThat(Key.of("a").child("b").append(Key.of("c/d"))).isEqualTo(Key.of("a/b/c/d"));
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> Key.of("a").child("b/c"));
    }

    @Test
    void aPrefixEndsWhereASegmentEnds() {
        Key prefix = Key.of("a/b");

        assertThat(Stream.of("a/b", "a/b/c", "a/b/c/d").map(Key::of)).allMatch(key -> key.startsWith(prefix));
        assertThat(Stream.of("a", "a/bc", "a/bc/d", "a/B", "b/a/b").map(Key::of))
                .noneMatch(key -> key.startsWith(prefix));
    }

    @Test
    void aTreeIsOneRunInTheOrderOfKeys() {
        List<Key> sorted = Stream.of(
                        "A", "a", "a/A", "a/b", "a/b/c", "a/ba", "a\0", "a b", "a.b", "ab", "b", "é", "\uD83D\uDE80")
                .map(Key::of)
                .toList();

        assertThat(sorted.stream().sorted()).containsExactlyElementsOf(sorted);
        assertThat(Key.of("a")).isEqualByComparingTo(new Key(List.of("a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", ".", "..", "a/..", "./a"})
    void anEmptyOrDotSegmentIsRefused(String text) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> Key.of(text))
                .withMessageMatching(
                        "key segment \"\\.{0,2}\": expected text without \"/\", not empty, \"\\.\" or \"\\.\\.\"")
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE80", "\uDE80\uD83D"})
    void aLoneSurrogateIsRefused(String text) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> Key.of(text))
                .withMessageEndingWith("expected well-formed Unicode, found a lone surrogate");
    }

    @Test
    void aKeyNeedsASegment() {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> new Key(List.of()))
                .withMessage("a key needs at least one segment");
    }

    @Test
    void theLongestKeyIsCountedInBytesOfItsText() {
        assertThat(Key.of("é".repeat(Key.MAX_BYTES / 2)).segments()).hasSize(1);
        assertThat(Key.of("a/" + "x".repeat(Key.MAX_BYTES - 2)).segments()).hasSize(2);
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> Key.of("a/" + "x".repeat(Key.MAX_BYTES - 1)))
                .withMessage("key is longer than 16384 bytes: a/…");
    }
}
