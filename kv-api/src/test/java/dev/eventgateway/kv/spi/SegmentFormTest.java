package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store does not take is escaped, and only what was escaped so is read as such. */
class SegmentFormTest {

    private final SegmentForm form = new SegmentForm(character -> character >= 'a' && character <= 'ü');

    @ParameterizedTest
    @CsvSource({"abc, abc", "aÜü, aÜü", "A b, =41=20b", "=, =3D", "a=3D, a=3D=33=44", "a\u20acü, a=E2=82=ACü"})
    void aSegmentIsFoundAgainByItsForm(String segment, String text) {
        assertThat(form.escaped(segment)).isEqualTo(text);
        assertThat(form.unescaped(text)).contains(segment);
    }

    @Test
    void whatIsEscapedNeedsNoCharacterOfTheStores() {
        SegmentForm nothing = new SegmentForm(character -> false);
        assertThat(nothing.escaped("a\uD83D\uDE80")).isEqualTo("=61=F0=9F=9A=80");
        assertThat(nothing.unescaped("=61=F0=9F=9A=80")).contains("a\uD83D\uDE80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "=4",
                "=4G",
                "=G4",
                "=+4",
                "=4=1",
                "a=",
                "=61",
                "=e2=82=ac",
                "=E2=82",
                "=F0=9F",
                "=\uFF14\uFF11",
                "A",
                "\uD83D"
            })
    void whatNoSegmentIsEscapedToIsNone(String text) {
        assertThat(form.unescaped(text)).isEmpty();
    }
}
