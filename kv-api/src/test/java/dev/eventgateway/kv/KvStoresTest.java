package dev.eventgateway.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException.Reason;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvStoresTest {

    private static final Key KEY = Key.of("k");

    private final String name = "memory:" + UUID.randomUUID();

    @Test
    void theSameNameIsTheSameDataAndAnotherIsNot() {
        try (KvStore one = KvStores.open(name);
                KvStore same = KvStores.open(name);
                KvStore other = KvStores.open(name + "-other");
                KvStore own = KvStore.inMemory()) {
            one.put(KEY, new byte[] {1});

            assertThat(same.exists(KEY)).isTrue();
            assertThat(other.exists(KEY)).isFalse();
            assertThat(own.exists(KEY)).isFalse();
        }
    }

    @Test
    void dataStaysAsLongAsOneStoreIsOpenOnItAndNoLonger() {
        KvStore first = KvStores.open(name);
        first.put(KEY, new byte[] {1});
        KvStore second = KvStores.open(name);
        first.close();
        first.close();
        KvStore third = KvStores.open(name);
        assertThat(third.exists(KEY)).isTrue();
        second.close();
        third.close();

        try (KvStore later = KvStores.open(name)) {
            assertThat(later.list(KEY)).isEqualTo(new KvSnapshot(0, List.of()));
        }
    }

    @Test
    void eachPrefixInMemoryIsAStoreOfItsOwn() {
        String host = name.replace("memory:", "memory://");
        try (KvStore one = KvStores.open(host + "/one");
                KvStore same = KvStores.open(host + "/one?timeout=1s");
                KvStore other = KvStores.open(host + "/other")) {
            one.put(KEY, "v".getBytes(UTF_8));

            assertThat(same.get(KEY).orElseThrow().key()).isEqualTo(KEY);
            assertThat(other.exists(KEY)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere://h/p | no store for scheme \"nowhere\" on the class path, which has: memory",
                "localhost:2181 | no store for scheme \"localhost\" on the class path, which has: memory",
                "memory:n?size=5 | store option \"size\" is unknown to memory, which knows: timeout",
                "memory:n?timeout=soon | store option timeout=soon: expected a time such as 250ms, 5s or 2m",
                "memory://a,b | store URI has a comma, expected memory:name",
                "h1 | store URI has no scheme, expected for example zk://localhost:2181",
            })
    void whatCannotBeOpenedIsNamed(String uri, String message) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> KvStores.open(uri))
                .withMessage(message)
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }
}
