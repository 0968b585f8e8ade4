package dev.eventgateway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KvUriTest {

    @Test
    void aUriSaysWhereAndHow() {
        KvUri uri = KvUri.parse("ZK://h1:2181,h2,10.0.0.1:2183/some/place/?timeout=250ms&ca-file=/a%20b+c/ca.pem");

        assertThat(uri.scheme()).isEqualTo("zk");
        assertThat(uri.endpoints()).containsExactly("h1:2181", "h2", "10.0.0.1:2183");
        assertThat(uri.prefix()).isEqualTo(Key.of("some/place"));
        assertThat(uri.options()).containsOnlyKeys("timeout", "ca-file").containsEntry("ca-file", "/a b+c/ca.pem");
        assertThat(uri.deadline()).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk://h", "zk://h/", "zk://h?timeout=5s", "memory:h"})
    void whatIsNotSaidHasADefault(String text) {
        KvUri uri = KvUri.parse(text);

        assertThat(uri.endpoints()).containsExactly("h");
        assertThat(uri.prefix()).isEqualTo(KvUri.DEFAULT_PREFIX).isEqualTo(Key.of("event-gateway"));
        assertThat(uri.deadline()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aPrefixIsDecodedSegmentBySegment() {
        assertThat(KvUri.parse("zk://h/a%20b/%C3%A9").prefix()).isEqualTo(Key.of("a b/é"));
    }

    @Test
    void aNamedStoreMayHaveOptions() {
        KvUri uri = KvUri.parse("memory:my%20name?timeout=2m");

        assertThat(uri.endpoints()).containsExactly("my name");
        assertThat(uri.deadline()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | store URI has no scheme",
                "h1 | store URI has no scheme, expected for example zk://localhost:2181",
                "//h1/p | store URI has no scheme",
                "zk:// | store URI: Expected authority",
                "zk: | store URI: Expected scheme-specific part",
                "z k://h | store URI: Illegal character in scheme name",
                "zk://h/a b | store URI: Illegal character in path",
                "zk://h/%zz | store URI: Malformed escape pair",
                "zk:///p | store URI names no host, expected for example zk://localhost:2181",
                "zk:/h/p | store URI names no host",
                "memory:?timeout=5s | store URI names no store, expected for example memory:name",
                "zk://h1,,h2/p | store URI has an empty host between commas",
                "zk://h1,/p | store URI has an empty host between commas",
                "zk://h/p#part | store URI has a \"#\", which has to be written as %23",
                "zk://h/a//b | key segment \"\": expected text",
                "zk://h/a/../b | key segment \"..\": expected text",
                "zk://h/a%2Fb | key segment \"a/b\": expected text",
                "zk://h/p?timeout | store URI has an option without a value: expected name=value",
                "zk://h/p?=5s | store URI has an option without a value: expected name=value",
                "zk://h/p? | store URI has an option without a value: expected name=value",
                "zk://h/p?a=1&&b=2 | store URI has an option without a value: expected name=value",
                "zk://h/p?a=1&a=2 | store option \"a\" is given twice",
            })
    void whatIsWrongIsNamed(String text, String message) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> KvUri.parse(text))
                .withMessageStartingWith(message)
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk://user:se-cret@h/p", "zk://se-cret@h", "zk://user:se-cret@h1,h2"})
    void credentialsAreRefusedAndNotRepeated(String text) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> KvUri.parse(text))
                .withMessage("store URI carries credentials: name a file or an environment variable by option instead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0s", "-1s", "5h", "1.5s", "s", "", "5 s", "9999999999s"})
    void aTimeIsANumberAndAUnit(String time) {
        KvUri uri = KvUri.parse("zk://h/p?timeout=" + time.replace(" ", "%20"));

        assertThatExceptionOfType(KvException.class)
                .isThrownBy(uri::deadline)
                .withMessage("store option timeout=" + time + ": expected a time such as 250ms, 5s or 2m");
        assertThatExceptionOfType(KvException.class).isThrownBy(() -> uri.requireOnly());
    }

    @Test
    void anOptionIsATimeOnlyIfAskedFor() {
        KvUri uri = KvUri.parse("zk://h/p?session=30s&user=five");

        assertThat(uri.duration("session")).contains(Duration.ofSeconds(30));
        assertThat(uri.duration("absent")).isEmpty();
        assertThat(uri.options()).containsEntry("user", "five");
    }

    @Test
    void anOptionThatTheBackEndDoesNotKnowIsRefused() {
        KvUri uri = KvUri.parse("zk://h/p?sesion=30s&timeout=5s&user=u");

        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> uri.requireOnly("user", "session"))
                .withMessage("store option \"sesion\" is unknown to zk, which knows: session, timeout, user")
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
        uri.requireOnly("user", "sesion");
    }

    @Test
    void theTextFormShowsNoOption() {
        assertThat(KvUri.parse("zk://h1,h2:1/p/q?password-file=/secret")).hasToString("zk://h1,h2:1/p/q");
    }
}
