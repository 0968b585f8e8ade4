package dev.eventgateway.bench.stores;

import com.ecwid.consul.v1.ConsistencyMode;
import com.ecwid.consul.v1.ConsulClient;
import com.ecwid.consul.v1.QueryParams;
import com.ecwid.consul.v1.Response;
import com.ecwid.consul.v1.kv.model.GetValue;
import java.util.List;

/** consul-api, as it is by default; it has no watch, so what it offers for one: a query that waits for another index. */
final class RawConsul implements Client {

    private static final int WAIT_SECONDS = 10;

    private final ConsulClient client;
    private final String key;
    private volatile boolean closed;

    RawConsul(int port, String name) {
        client = new ConsulClient("127.0.0.1", port);
        key = name;
    }

    @Override
    public void put(String value) {
        client.setKVValue(key, value);
    }

    @Override
    public List<Read> reads() {
        return List.of(
                new Read("as by default, may be stale", () -> get(QueryParams.DEFAULT)),
                new Read("consistent", () -> get(new QueryParams(ConsistencyMode.CONSISTENT))));
    }

    @Override
    public void watch(Arrivals arrivals) {
        put(Value.text(0));
        long index = client.getKVValue(key).getConsulIndex();
        Thread thread = new Thread(() -> follow(index, arrivals), "raw consul watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Nothing ends a query that waits; its thread finds this out at the next answer. */
    @Override
    public void close() {
        closed = true;
    }

    private String get(QueryParams how) {
        return client.getKVValue(key, how).getValue().getDecodedValue();
    }

    private void follow(long from, Arrivals arrivals) {
        try {
            long index = from;
            while (!closed) {
                Response<GetValue> answer = client.getKVValue(key, new QueryParams(WAIT_SECONDS, index));
                if (answer.getConsulIndex() != index) {
                    arrivals.arrived(answer.getValue().getDecodedValue());
                }
                index = answer.getConsulIndex();
            }
        } catch (RuntimeException broken) {
            if (!closed) {
                throw broken;
            }
        }
    }
}
