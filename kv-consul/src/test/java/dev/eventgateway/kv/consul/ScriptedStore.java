package dev.eventgateway.kv.consul;

import static dev.eventgateway.kv.consul.ScriptedAgent.entry;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.contract.WatchRecorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store on an agent that answers what its test wants. */
abstract class ScriptedStore {

    static final Key KEY = Key.of("config/key");
    static final Key PREFIX = Key.of("config");
    static final String A1 = entry("place/config/a", "MQ==", 5);
    static final String MARKED =
            "{\"Results\": [{\"KV\": " + entry("place/=incarnation", "", 3) + "}], \"Errors\": null}";

    final ScriptedAgent agent = new ScriptedAgent();
    final WatchRecorder recorder = new WatchRecorder();
    KvStore store;

    @BeforeEach
    void open() {
        store = KvStores.open("consul://" + agent.address() + "/place?timeout=1s");
    }

    @AfterEach
    void close() {
        store.close();
        agent.close();
    }

    static void assertFails(Reason reason, Runnable call, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(call::run)
                .withMessageContaining(words)
                .extracting(KvException::reason)
                .isEqualTo(reason);
    }
}
