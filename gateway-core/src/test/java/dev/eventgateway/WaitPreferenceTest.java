package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 7240 makes of the header. */
class WaitPreferenceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "wait=10                        | 10",
                "WAIT=10                        | 10",
                "wait=\"10\"                    | 10",
                "wait=\"1\\0\"                  | 10",
                "wait = 10 ; a=b; c             | 10",
                "respond-async, wait=10         | 10",
                "a=\"b, wait=3\", wait=4        | 4",
                "a=\"b\\\", wait=3\", wait=4    | 4",
                ", ,wait=4                      | 4",
                "wait=5, wait=6                 | 5",
                "wait=007                       | 7",
                "wait=60                        | 60",
                "wait=61                        | 60",
                "wait=99999999999999999999999   | 60"
            })
    void theTimeThatASenderWouldWait(String header, int seconds) {
        assertThat(WaitPreference.of(Headers.of("prefer", header))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=\"\"",
                "wait=0",
                "wait=-1",
                "wait=1.5",
                "wait=ten",
                "wait=\"3",
                "waiting=3",
                "a;wait=3",
                "\"wait=3",
                "wait=ten, wait=3"
            })
    void whatMakesNoSenseIsAsGoodAsNothing(String header) {
        assertThat(WaitPreference.of(Headers.of("Prefer", header))).isEmpty();
    }

    @Test
    void severalHeadersAreOneList() {
        Headers headers = Headers.builder()
                .add("Prefer", "respond-async")
                .add("Prefer", "wait=8")
                .add("Prefer", "wait=9")
                .build();
        assertThat(WaitPreference.of(headers)).contains(Duration.ofSeconds(8));
        assertThat(WaitPreference.of(Headers.none())).isEmpty();
    }
}
