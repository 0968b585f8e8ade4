package dev.eventgateway.kv.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every segment of a key has a form that Consul and URLs take as it is, and no two have the same. */
class SegmentTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "Some_thing-1.2, Some_thing-1.2",
        "a b:c, a=20b=3Ac",
        "=, =3D",
        "a=3D, a=3D3D",
        "Grüße, Gr=C3=BC=C3=9Fe",
        "a#b?c&d, a=23b=3Fc=26d",
        "100%, 100=25",
    })
    void aSegmentStaysReadable(String segment, String text) {
        assertThat(Paths.SEGMENT.escaped(segment)).isEqualTo(text);
        assertThat(Paths.SEGMENT.unescaped(text)).contains(segment);
    }

    @Test
    void everyCharacterHasAFormOfItsOwnThatAUrlTakesAsItIs() {
        Set<String> texts = new HashSet<>();
        List<String> segments = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(character -> character <= Character.MAX_VALUE || character % 97 == 0)
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .mapToObj(Character::toString)
                .toList();

        for (String segment : segments) {
            String text = Paths.SEGMENT.escaped(segment);
            assertThat(text).matches("[A-Za-z0-9_.,=-]+");
            texts.add(text);
        }

        assertThat(texts).hasSameSizeAs(segments);
        assertThat(segments)
                .filteredOn(segment ->
                        !Paths.SEGMENT.unescaped(Paths.SEGMENT.escaped(segment)).equals(Optional.of(segment)))
                .isEmpty();
        assertThat(URI.create("http://h/" + Paths.SEGMENT.escaped("a#b?c %2F")).getPath())
                .isEqualTo("/a=23b=3Fc=20=252F");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"=", "=4", "=4G", "=61", "=3d", "a b", "é", "a=20 b", "=F0=9F", "=\uFF11\uFF11", "=incarnation"})
    void aTextThatNoSegmentHasIsNotTakenForOne(String text) {
        assertThat(Paths.SEGMENT.unescaped(text)).isEmpty();
    }
}
