package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Points in time as events write them. */
class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "2018-04-05T17:31:00Z, 2018-04-05T17:31:00Z",
        "2018-04-05t17:31:00.5z, 2018-04-05T17:31:00.5Z",
        "2018-04-05T17:31:00.123456789+02:00, 2018-04-05T15:31:00.123456789Z",
        "2018-04-05T17:31:00.1234567899-23:59, 2018-04-06T17:30:00.123456789Z",
        "2020-02-29T00:00:00+00:00, 2020-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z"
    })
    void aPointInTimeIsRead(String text, Instant expected) {
        assertThat(Rfc3339.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2018-04-05",
                "2018-04-05T17:31Z",
                "2018-04-05T17:31:00",
                "2018-04-05 17:31:00Z",
                "2018-04-05T17:31:60Z",
                "2018-02-29T00:00:00Z",
                "2018-13-01T00:00:00Z",
                "2018-04-05T24:00:00Z",
                "2018-04-05T17:31:00.Z",
                "2018-04-05T17:31:00,5Z",
                "2018-04-05T17:31:00+0200",
                "2018-04-05T17:31:00+24:00",
                "2018-04-05T17:31:00+02:60",
                "2018-04-05T17:31:00ZZ",
                "18-04-05T17:31:00Z",
                "+2018-04-05T17:31:00Z",
                "2018-04-05T17:31:00+02:0٣",
                "２018-04-05T17:31:00Z"
            })
    void anythingElseIsNone(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2018-04-05T17:31:00.120000Z, 2018-04-05T17:31:00.12Z",
        "2018-04-05T17:31:00.000Z, 2018-04-05T17:31:00Z",
        "2018-04-05T17:31:00Z, 2018-04-05T17:31:00Z",
        "2018-04-05T17:31:00.123456789012+02:00, 2018-04-05T17:31:00.123456789+02:00",
        "2018-04-05t17:31:10.10-00:00, 2018-04-05T17:31:10.1Z"
    })
    void theFormOfTheOriginalHasNoZerosAtTheEnd(String text, String expected) {
        assertThat(Rfc3339.trimmed(text)).isEqualTo(expected);
    }

    @Test
    void whatJavaWritesIsRead() {
        Instant now = Instant.now();

        assertThat(Rfc3339.parse(now.toString())).contains(now);
    }
}
