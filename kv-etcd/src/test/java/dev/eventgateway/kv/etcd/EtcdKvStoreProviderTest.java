package dev.eventgateway.kv.etcd;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URI may ask for, and what is said when it asks for something else. */
class EtcdKvStoreProviderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etcd://localhost:2379/a?timeuot=2s | \"timeuot\" is unknown to etcd, which knows: password,",
                "etcd://localhost:2379/a?ca=x | \"ca\" is unknown to etcd, which knows: password,",
                "etcds://localhost:2379/a?ca=no-such-file | ca=no-such-file: cannot read that file",
                "etcd://localhost:2379/a?user=x | user and password belong together",
                "etcd://localhost:2379/a?password=x | user and password belong together",
                "etcd://localhost:2379/a?user=&password=x | user and password belong together",
                "etcd://localhost:2379/a?timeout=soon | timeout=soon: expected a time",
                "etcd://localhost:99999/a | \"localhost:99999\": expected host or host:port",
                "etcd://localhost:0/a | \"localhost:0\": expected host or host:port",
                "etcd://localhost:port/a | \"localhost:port\": expected host or host:port",
                "etcd://localhost:/a | \"localhost:\": expected host or host:port",
                "etcd://localhost,::1/a | \"::1\": expected host or host:port",
                "etcd:localhost/a | \"localhost/a\": expected host or host:port",
            })
    void aUriThatAsksForTheImpossibleIsRefusedInWords(String uri, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> KvStores.open(uri).close())
                .withMessageContaining(words)
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "127.0.0.1:1,localhost:2,127.0.0.1", "[::1]:1", "no-such-host.invalid"})
    void aServerThatIsNotThereIsSaidToBeOutOfReach(String endpoints) {
        try (KvStore store = KvStores.open("etcd://" + endpoints + "/place?timeout=300ms")) {
            assertThatExceptionOfType(KvException.class)
                    .isThrownBy(() -> store.get(Key.of("key")))
                    .withMessageStartingWith("get key: ")
                    .extracting(KvException::reason)
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void aRefusedConnectionIsCalledThat() {
        try (KvStore store = KvStores.open("etcd://127.0.0.1:1/place?timeout=300ms")) {
            assertThatExceptionOfType(KvException.class)
                    .isThrownBy(() -> store.list(Key.of("key")))
                    .withMessage("list key: io exception, Connection refused: /127.0.0.1:1");
        }
    }
}
