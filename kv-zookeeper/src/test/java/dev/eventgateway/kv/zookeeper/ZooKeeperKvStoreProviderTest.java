package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a URI may ask for, and what is said when it asks for something else. */
class ZooKeeperKvStoreProviderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zk://localhost:2181/a?sessionTimout=2s | sessionTimout",
                "zk://localhost:2181/a?sessionTimeout=2 | sessionTimeout=2: expected a time",
                "zk://localhost:2181/a?sessionTimeout=61m | at most 60m",
                "zk://localhost:2181/a?timeout=soon | timeout=soon",
                "zk://localhost:99999/a | zk://host:port",
                "zk://localhost:port/a | zk://host:port",
                "zk:localhost:2181/a | zk://host:port",
                "zks://localhost:port/a | zks://host:port",
                "zk://localhost:2181/a?user=me | user and password belong together",
                "zk://localhost:2181/a?password=x | user and password belong together",
                "zk://localhost:2181/a?user=a:b&password=x | without a colon",
                "zk://localhost:2181/a?ca=x | \"ca\" is unknown to zk, which knows: password, passwordEnv, passwordFile,",
                "zks://localhost:2181/a?certs=x | which knows: ca, cert, key, password,",
                "zks://localhost:2181/a?ca=/no/such/file | ca=/no/such/file",
                "zks://localhost:2181/a?cert=/no/such/file | belong together",
            })
    void aUriThatAsksForTheImpossibleIsRefusedInWords(String uri, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> KvStores.open(uri).close())
                .withMessageContaining(words)
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void aServerThatIsNotThereIsSaidToBeOutOfReach() {
        try (KvStore store = KvStores.open("zk://127.0.0.1:1,127.0.0.1:2/place?timeout=200ms")) {
            assertThatExceptionOfType(KvException.class)
                    .isThrownBy(() -> store.get(Key.of("key")))
                    .withMessage("no connection to zk://127.0.0.1:1,127.0.0.1:2/place within 200 ms")
                    .extracting(KvException::reason)
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void aNameThatNobodyKnowsIsSaidToBeOutOfReach() {
        try (KvStore store = KvStores.open("zk://no-such-host.invalid/place?timeout=200ms")) {
            assertThatExceptionOfType(KvException.class)
                    .isThrownBy(() -> store.list(Key.of("key")))
                    .extracting(KvException::reason)
                    .isEqualTo(Reason.UNAVAILABLE);
        }
        assertThat(Thread.interrupted()).isFalse();
    }
}
