package dev.eventgateway.bench.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** jetcd, as it is by default. */
final class RawEtcd implements Client {

    private static final long PATIENCE_SECONDS = 30;

    private final io.etcd.jetcd.Client client;
    private final KV entries;
    private final ByteSequence key;

    RawEtcd(String address, String name) {
        client = io.etcd.jetcd.Client.builder().endpoints("http://" + address).build();
        entries = client.getKVClient();
        key = bytes(name);
    }

    @Override
    public void put(String value) throws Exception {
        entries.put(key, bytes(value)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<Read> reads() {
        return List.of(new Read("as by default, linearizable", this::get));
    }

    @Override
    public void watch(Arrivals arrivals) throws InterruptedException {
        CountDownLatch created = new CountDownLatch(1);
        client.getWatchClient()
                .watch(key, WatchOption.builder().withCreateNotify(true).build(), response -> {
                    tell(response, arrivals);
                    created.countDown();
                });
        if (!created.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("etcd created no watch");
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private String get() throws Exception {
        return entries.get(key)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .getKvs()
                .get(0)
                .getValue()
                .toString(US_ASCII);
    }

    private static void tell(WatchResponse response, Arrivals arrivals) {
        response.getEvents()
                .forEach(
                        event -> arrivals.arrived(event.getKeyValue().getValue().toString(US_ASCII)));
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, US_ASCII);
    }
}
