package dev.eventgateway.kv.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.KvUri;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URI may ask for, and what is said when it asks for something else. */
class ConsulKvStoreProviderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consul://localhost:8500/a?timout=2s | timout",
                "consul://localhost:8500/a?wait=2s | \"wait\" is unknown to consul, which knows: timeout",
                "consul://localhost:8500/a?timeout=soon | timeout=soon",
                "consul://localhost:8500/a?timeout=61m | timeout=61m: expected at most 60m",
                "consul://localhost:0/a | \"localhost:0\": expected host or host:port, such as localhost:8500",
                "consul://localhost:99999/a | localhost:99999",
                "consul://localhost:port/a | localhost:port",
                "consul://::1:8500/a | ::1:8500",
                "consul:localhost:8500/a | localhost:8500/a",
            })
    void aUriThatAsksForTheImpossibleIsRefusedInWords(String uri, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> KvStores.open(uri).close())
                .withMessageContaining(words)
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void agentsAreReadWithAndWithoutAPort() {
        Options options = Options.of(KvUri.parse("consul://one,two.example:18500,127.0.0.1/a"));

        assertThat(options.agents())
                .extracting(Agent::toString)
                .containsExactly("one:8500", "two.example:18500", "127.0.0.1:8500");
        assertThat(Options.of(KvUri.parse("consul://[::1]:8501/a")).agents())
                .containsExactly(new Agent("http", "[::1]", 8501));
    }

    @Test
    void anAgentThatIsNamedTwiceIsOne() {
        Options options = Options.of(KvUri.parse("consul://one,two,one:8500/a"));

        assertThat(options.agents()).extracting(Agent::toString).containsExactly("one:8500", "two:8500");
    }

    @ParameterizedTest
    @CsvSource({"1ms, 1, 1063", "1s, 2, 3125", "5s, 10, 15625", "30s, 10, 40625", "60m, 10, 3610625"})
    void aWatchNoticesSilenceSoonerWhereCallsGiveUpSooner(String timeout, long hold, long silence) {
        Options options = Options.of(KvUri.parse("consul://localhost/a?timeout=" + timeout));

        assertThat(options.hold()).isEqualTo(Duration.ofSeconds(hold));
        assertThat(options.silence().toMillis()).isEqualTo(silence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "127.0.0.1:1,127.0.0.1:2", "no-such-host.invalid"})
    void anAgentThatIsNotThereIsSaidToBeOutOfReachAndNothingIsWritten(String agents) {
        try (KvStore store = KvStores.open("consul://" + agents + "/place?timeout=200ms")) {
            for (Runnable call : new Runnable[] {
                () -> store.get(Key.of("key")),
                () -> store.list(Key.of("key")),
                () -> store.put(Key.of("key"), new byte[1]),
                () -> store.deleteTree(Key.of("key"))
            }) {
                assertThatExceptionOfType(KvException.class)
                        .isThrownBy(call::run)
                        .extracting(KvException::reason)
                        .isEqualTo(Reason.UNAVAILABLE);
            }
        }
    }
}
