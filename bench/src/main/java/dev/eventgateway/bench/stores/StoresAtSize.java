package dev.eventgateway.bench.stores;

import dev.eventgateway.bench.Table;
import dev.eventgateway.bench.stores.TreeChanges.Outcome;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.server.TestServer;
import java.util.List;

/** What a change costs one who watches a tree, and the store, as the tree grows: on Consul, more and more. */
public final class StoresAtSize {

    private static final int PER_SECOND = 50;

    private final Run run;
    private final Table singles = new Table(
            "store",
            "entries",
            "first snapshot",
            "bytes on the wire per change",
            "CPU of the store per change",
            "the write alone",
            "our CPU per change",
            "the write alone",
            "put to listener: p50",
            "p99",
            "changes");
    private final Table streams = new Table(
            "store",
            "entries",
            "changes per second",
            "deliveries per second",
            "CPU of the store",
            "our CPU",
            "put to listener: p50",
            "p99",
            "changes");

    private StoresAtSize(Run run) {
        this.run = run;
    }

    /** Measures, and prints two tables. */
    public static void main(String[] arguments) {
        Run.main(arguments, run -> new StoresAtSize(run).measure());
    }

    private String measure() throws Exception {
        for (StoreKind kind : run.kinds()) {
            for (int size : sizes(kind)) {
                measure(kind, size);
            }
        }
        return "Single changes, each after a time of quiet:\n\n" + singles + "\n" + PER_SECOND
                + " changes a second; CPU as a share of one core:\n\n" + streams;
    }

    private List<Integer> sizes(StoreKind kind) {
        if (kind == StoreKind.CONSUL) {
            return run.choose(List.of(1_000, 5_000, 10_000, 50_000), List.of(50, 500));
        }
        return run.choose(List.of(10_000, 50_000), List.of(500));
    }

    private void measure(StoreKind kind, int size) throws Exception {
        try (TestServer server = kind.start(run.folder(kind));
                KvStore writing = KvStores.open(TreeChanges.uri(server))) {
            Tree tree = new Tree(writing, size);
            tree.fill();
            run.say("%s: %,d entries", kind, size);
            TreeChanges changes = new TreeChanges(server, tree, run.choose(100, 5), run.choose(5, 1));
            Effort writes = changes.writes();
            long wire = changes.wire();
            run.say("%s: %s on the wire per change", kind, Text.size(wire));
            try (Watching watching = new Watching(TreeChanges.uri(server))) {
                Outcome single = changes.singles(watching);
                addSingle(kind, size, watching.openNanos(), wire, writes, single);
                run.say("%s: a change is seen after %s", kind, single.lags().median());
                Outcome stream = changes.stream(watching, PER_SECOND, run.choose(20, 3));
                addStream(kind, size, stream);
                run.say("%s: one of many is seen after %s", kind, stream.lags().median());
            }
        }
    }

    private void addSingle(StoreKind kind, int size, long openNanos, long wire, Effort writes, Outcome outcome) {
        int changes = outcome.changes();
        singles.row(
                kind,
                Text.number(size),
                Text.time(openNanos),
                Text.size(wire),
                Text.time(outcome.effort().store() / changes),
                Text.time(writes.store() / changes),
                Text.time(outcome.effort().own() / changes),
                Text.time(writes.own() / changes),
                outcome.lags().median(),
                outcome.lags().p99(),
                changes);
    }

    private void addStream(StoreKind kind, int size, Outcome outcome) {
        Effort effort = outcome.effort();
        double seconds = effort.wall() / 1e9;
        streams.row(
                kind,
                Text.number(size),
                Text.ratio(outcome.changes() / seconds),
                Text.ratio(outcome.deliveries() / seconds),
                Text.percent((double) effort.store() / effort.wall()),
                Text.percent((double) effort.own() / effort.wall()),
                outcome.lags().median(),
                outcome.lags().p99(),
                Text.number(outcome.changes()));
    }
}
