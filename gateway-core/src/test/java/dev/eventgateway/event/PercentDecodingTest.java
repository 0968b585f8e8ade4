package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What percent signs stand for. */
class PercentDecodingTest {

    @ParameterizedTest
    @CsvSource({
        "Euro%20%E2%82%AC%20%F0%9F%98%80, Euro € 😀",
        "%e2%82%ac, €",
        "100%25, 100%",
        "%2525, %25",
        "100%, 100%",
        "%4, %4",
        "%zz%41, %zzA",
        "a+b, a+b",
        "é%41, éA"
    })
    void eachSequenceIsDecodedOnce(String encoded, String decoded) {
        assertThat(PercentDecoding.strict(encoded)).contains(decoded);
        assertThat(PercentDecoding.path(encoded)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C0%A0", "%FF", "%ED%A0%80", "a%80"})
    void whatIsNoUtf8IsRefusedOrReplaced(String encoded) {
        assertThat(PercentDecoding.strict(encoded)).isEmpty();
        assertThat(PercentDecoding.path(encoded)).contains("\ufffd");
    }

    @ParameterizedTest
    @CsvSource({"a+b%2Bc, a b+c", "%20+, '  '"})
    void inAQueryAPlusIsASpace(String encoded, String decoded) {
        assertThat(PercentDecoding.query(encoded)).isEqualTo(decoded);
    }
}
