package dev.eventgateway.bench.stores;

import dev.eventgateway.bench.Table;
import dev.eventgateway.bench.stores.Fleet.Spread;
import dev.eventgateway.kv.contract.TcpProxy;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How soon engines in one JVM that share a store route by what one of them is told, and what the store has to do for that. */
public final class ManyEngines {

    private static final String PREFIX = "bench";

    private final Run run;
    private final Table table = new Table(
            "store",
            "subscriptions",
            "engines",
            "an engine starts in",
            "another engine follows: p50",
            "p99",
            "the last one: p50",
            "p99",
            "changes",
            "connections",
            "watches",
            "bytes on the wire per change",
            "CPU of the store per change",
            "CPU of all engines per change");

    private ManyEngines(Run run) {
        this.run = run;
    }

    /** Measures, and prints a table. */
    public static void main(String[] arguments) {
        Run.main(arguments, run -> new ManyEngines(run).measure());
    }

    private String measure() throws Exception {
        List<Setting> settings = run.choose(
                List.of(new Setting(100, 2), new Setting(10_000, 2), new Setting(10_000, 20)),
                List.of(new Setting(100, 2), new Setting(1_000, 4)));
        Map<Integer, Configuration> configurations = new HashMap<>();
        settings.forEach(setting -> configurations.computeIfAbsent(setting.subscriptions, Configuration::new));
        run.say("subscriptions registered in memory");
        for (StoreKind kind : run.kinds()) {
            for (Setting setting : settings) {
                measure(kind, setting, Objects.requireNonNull(configurations.get(setting.subscriptions)));
            }
        }
        return table.toString();
    }

    private void measure(StoreKind kind, Setting setting, Configuration configuration) throws Exception {
        try (TestServer server = kind.start(run.folder(kind))) {
            configuration.copyTo(server.uri(PREFIX));
            Pace pace = pace(server, setting);
            run.say(
                    "%s: %d engines with %,d subscriptions follow after %s",
                    kind,
                    setting.engines,
                    setting.subscriptions,
                    pace.spread.last().median());
            Load load = load(server, new Setting(pace.subscriptions, setting.engines));
            table.row(
                    kind,
                    Text.number(setting.subscriptions),
                    setting.engines,
                    pace.starts.median(),
                    pace.spread.each().median(),
                    pace.spread.each().p99(),
                    pace.spread.last().median(),
                    pace.spread.last().p99(),
                    pace.spread.count(),
                    load.connections,
                    load.watches,
                    Text.size(load.bytes),
                    Text.time(pace.effort.store() / pace.spread.count()),
                    Text.time(pace.effort.own() / pace.spread.count()));
        }
    }

    private Pace pace(TestServer server, Setting setting) throws Exception {
        try (Fleet fleet = new Fleet(server.uri(PREFIX), setting.engines, setting.subscriptions)) {
            fleet.register(run.choose(10, 2), new Spread()); // to warm up
            Effort idle = Effort.of(server, () -> TimeUnit.SECONDS.sleep(run.choose(5, 1)));
            Spread spread = new Spread();
            Effort effort = Effort.of(server, () -> fleet.register(run.choose(40, 5), spread));
            return new Pace(fleet.starts(), spread, effort.without(idle), fleet.subscriptions());
        }
    }

    /** Through a proxy, which takes time of its own. */
    private Load load(TestServer server, Setting setting) throws Exception {
        try (TcpProxy proxy = new TcpProxy(server.port());
                Fleet fleet = new Fleet(server.uri(proxy.address(), PREFIX), setting.engines, setting.subscriptions)) {
            fleet.register(1, new Spread());
            long before = proxy.bytes();
            Spread few = new Spread();
            fleet.register(run.choose(10, 3), few);
            return new Load(proxy.connections(), watches(server), (proxy.bytes() - before) / few.count());
        }
    }

    /** {@return how many watches the server counts} Consul does not count who waits for an answer. */
    private static String watches(TestServer server) {
        if (server instanceof EtcdServer etcd) {
            return String.valueOf(etcd.watches());
        }
        return server instanceof ZooKeeperServer zooKeeper ? String.valueOf(zooKeeper.watches()) : "not told";
    }

    /**
     * What is measured.
     *
     * @param subscriptions in the store before anything is measured
     * @param engines that share it
     */
    private record Setting(int subscriptions, int engines) {}

    /**
     * How fast engines are.
     *
     * @param starts of each
     * @param spread of changes
     * @param effort of all these changes
     * @param subscriptions that are in the store by now
     */
    private record Pace(Latencies starts, Spread spread, Effort effort, int subscriptions) {}

    /**
     * What engines ask of a store.
     *
     * @param connections that they keep
     * @param watches that the store keeps for them, where it tells
     * @param bytes that go over all wires for a change
     */
    private record Load(int connections, String watches, long bytes) {}
}
