package dev.eventgateway.bench.stores;

import dev.eventgateway.bench.Table;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.server.TestServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * How long a put, a get and the way from a put to a watch take: this library's stores beside the stores' own clients, all of them in
 * turn in one run, each round in another order.
 */
public final class StoreClients implements AutoCloseable {

    /** Before each change for a watch, be it whose: on Consul a watch of ours rests for 50 ms after the one before. */
    private static final long QUIET_MILLIS = 75;

    private final Run run;
    private final int calls;
    private final int changes;
    private final Deque<Runnable> closings = new ArrayDeque<>();
    private final List<Cell> cells = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();

    private StoreClients(Run run) {
        this.run = run;
        this.calls = run.choose(40, 20);
        this.changes = run.choose(8, 5);
    }

    /** Measures all stores, and prints a table. */
    public static void main(String[] arguments) {
        Run.main(arguments, StoreClients::measure);
    }

    static String measure(Run run) throws Exception {
        try (StoreClients clients = new StoreClients(run)) {
            clients.addMemory();
            for (StoreKind kind : run.kinds()) {
                clients.add(kind);
            }
            clients.takeTurns();
            return clients.report();
        }
    }

    @Override
    public void close() {
        closings.forEach(Runnable::run);
    }

    private void addMemory() throws Exception {
        Client put = open(new OurClient(KvStore.inMemory()));
        Client watched = open(new OurClient(KvStore.inMemory()));
        comparisons.add(new Comparison("in memory", "put", put(put), Optional.empty()));
        comparisons.add(new Comparison("in memory", "get", get(put.reads().get(0)), Optional.empty()));
        comparisons.add(new Comparison("in memory", "put to watch", watch(watched), Optional.empty()));
    }

    private void add(StoreKind kind) throws Exception {
        TestServer server = kind.start(run.folder(kind));
        closings.push(server::close);
        run.say("%s runs", kind);
        Client ours = open(new OurClient(KvStores.open(server.uri("ours"))));
        Client raw = open(kind.rawClient(server, "raw"));
        comparisons.add(new Comparison(kind.toString(), "put", put(ours), Optional.of(put(raw))));
        Cell get = get(ours.reads().get(0));
        for (Client.Read read : raw.reads()) {
            comparisons.add(new Comparison(kind.toString(), "get; raw: " + read.how(), get, Optional.of(get(read))));
        }
        // Clients of their own: those that only put and get should hear of nothing.
        Client oursWatched = open(new OurClient(KvStores.open(server.uri("ours-watched"))));
        Client rawWatched = open(kind.rawClient(server, "raw-watched"));
        comparisons.add(
                new Comparison(kind.toString(), "put to watch", watch(oursWatched), Optional.of(watch(rawWatched))));
    }

    private void takeTurns() throws Exception {
        int warmups = run.choose(10, 1);
        int rounds = run.choose(50, 3);
        List<Cell> order = new ArrayList<>(cells);
        for (int round = 0; round < warmups + rounds; round++) {
            if (round == warmups) {
                cells.forEach(Cell::forget);
            }
            run.say("round %d of %d%s", round + 1, warmups + rounds, round < warmups ? ", to warm up" : "");
            Collections.shuffle(order, new Random(round));
            for (Cell cell : order) {
                cell.turn(round);
            }
        }
    }

    private String report() {
        Table table = new Table("store", "", "ours: p50", "p99", "raw client: p50", "p99", "ratio of p50", "of each");
        comparisons.forEach(each -> each.addTo(table));
        return table.toString();
    }

    private Cell put(Client client) throws Exception {
        client.put(Value.text(0));
        return add(Cell.of(calls, number -> client.put(Value.text(number))));
    }

    private Cell get(Client.Read read) {
        return add(Cell.of(calls, number -> {
            if (read.call().call().length() != Value.BYTES) {
                throw new IllegalStateException("another value than was put");
            }
        }));
    }

    private Cell watch(Client client) throws Exception {
        Arrivals arrivals = new Arrivals();
        client.watch(arrivals);
        return add(new Cell(changes, QUIET_MILLIS, number -> {
            long begin = System.nanoTime();
            client.put(Value.text(number));
            return arrivals.await(number) - begin;
        }));
    }

    private Cell add(Cell cell) {
        cells.add(cell);
        return cell;
    }

    private Client open(Client client) {
        closings.push(client::close);
        return client;
    }

    private record Comparison(String store, String what, Cell ours, Optional<Cell> raw) {

        void addTo(Table table) {
            Latencies mine = ours.latencies();
            Optional<Latencies> other = raw.map(Cell::latencies);
            table.row(
                    store,
                    what,
                    mine.median(),
                    mine.p99(),
                    other.map(Latencies::median).orElse(""),
                    other.map(Latencies::p99).orElse(""),
                    other.map(raw -> Text.ratio((double) mine.percentile(50) / raw.percentile(50)))
                            .orElse(""),
                    mine.count());
        }
    }
}
