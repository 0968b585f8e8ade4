package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.zookeeper.common.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every segment of a key has a name that ZooKeeper takes, and no two have the same. */
class SegmentTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a b:c*d, a b:c*d",
        "Grüße, Grüße",
        "=, =3D",
        "a=3D, a=3D3D",
        "x.v, x.v",
    })
    void aSegmentStaysReadable(String segment, String name) {
        assertThat(Paths.SEGMENT.escaped(segment)).isEqualTo(name);
        assertThat(Paths.SEGMENT.unescaped(name)).contains(segment);
    }

    @Test
    void whatZooKeeperRefusesIsEscapedByteForByte() {
        assertThat(Paths.SEGMENT.escaped("\uD83D\uDE80")).isEqualTo("=F0=9F=9A=80");
        assertThat(Paths.SEGMENT.escaped("a\u0000\n")).isEqualTo("a=00=0A");
        assertThat(Paths.SEGMENT.escaped("\uE000\uFFFF")).isEqualTo("=EE=80=80=EF=BF=BF");
    }

    @Test
    void everyCharacterHasANameOfItsOwnThatZooKeeperTakes() {
        Set<String> names = new HashSet<>();
        List<String> segments = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(character -> character <= Character.MAX_VALUE || character % 97 == 0)
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .mapToObj(Character::toString)
                .filter(character -> !character.equals("/"))
                .toList();

        for (String segment : segments) {
            String name = Paths.SEGMENT.escaped(segment);
            PathUtils.validatePath("/" + name + ".v");
            names.add(name);
        }

        assertThat(names).hasSameSizeAs(segments);
        assertThat(segments)
                .filteredOn(segment ->
                        !Paths.SEGMENT.unescaped(Paths.SEGMENT.escaped(segment)).equals(Optional.of(segment)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "=4", "=4G", "=61", "=3d", "a=2Fb", "=F0=9F", "=\uFF11\uFF11"})
    void aNameThatNoSegmentHasIsNotTakenForOne(String name) {
        assertThat(Paths.SEGMENT.unescaped(name)).isEmpty();
    }
}
