package dev.eventgateway.bench.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import java.util.List;

/** A store of this library. */
final class OurClient implements Client {

    private final KvStore store;
    private final Key key = Key.of("measured/entry");

    /** @param store closed with this client */
    OurClient(KvStore store) {
        this.store = store;
    }

    @Override
    public void put(String value) {
        store.put(key, value.getBytes(US_ASCII));
    }

    @Override
    public List<Read> reads() {
        return List.of(
                new Read("linearizable", () -> store.get(key).orElseThrow().text()));
    }

    @Override
    public void watch(Arrivals arrivals) throws InterruptedException {
        store.watch(key, arrivals);
        arrivals.awaitReady();
    }

    @Override
    public void close() {
        store.close();
    }
}
