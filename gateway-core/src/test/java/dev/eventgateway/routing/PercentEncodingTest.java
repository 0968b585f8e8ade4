package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentEncodingTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a%20b, a b",
        "%61%62c, abc",
        "a%2Fb, a/b",
        "a%2fb, a/b",
        "%C3%A4, ä",
        "%c3%a4x, äx",
        "%E2%82%AC, €",
        "%F0%9F%98%80!, 😀!",
        "ä%20€, ä €",
        "%25, %",
        "%2541, %41"
    })
    void validEncodingsAreDecodedOnce(String text, String decoded) {
        assertThat(PercentEncoding.decoded(text)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource({"%, %", "100%, 100%", "%4, %4", "%zz, %zz", "%%41, %A", "%4%41, %4A", "%-1, %-1", "%+1, %+1", "%٤١, %٤١"
    })
    void whatIsNoEscapeIsTakenLiterally(String text, String decoded) {
        assertThat(PercentEncoding.decoded(text)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource({
        "%FF, %FF",
        "%41%fF%42, A%fFB",
        "%C3, %C3",
        "%C3x, %C3x",
        "%C3%28, %C3(",
        "%C0%AF, %C0%AF",
        "%ED%A0%80, %ED%A0%80",
        "%F5%80%80%80, %F5%80%80%80",
        "%E2%82, %E2%82",
        "%E2%82%41, %E2%82A",
        "%80%80%C3%A4, %80%80ä"
    })
    void octetsThatAreNotUtf8AreTakenLiterally(String text, String decoded) {
        assertThat(PercentEncoding.decoded(text)).isEqualTo(decoded);
    }

    @Test
    void aPlusSignIsNoSpace() {
        assertThat(PercentEncoding.decoded("a+b%2B")).isEqualTo("a+b+");
    }
}
