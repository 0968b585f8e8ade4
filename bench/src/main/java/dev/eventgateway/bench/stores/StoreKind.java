package dev.eventgateway.bench.stores;

import dev.eventgateway.kv.server.ConsulServer;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.nio.file.Path;
import java.util.Locale;

/** The stores that are measured. */
enum StoreKind {
    ETCD("etcd") {
        @Override
        TestServer start(Path folder) {
            return EtcdServer.start(folder);
        }

        @Override
        Client rawClient(TestServer server, String name) throws Exception {
            return new RawEtcd(server.address(), name);
        }
    },
    CONSUL("Consul") {
        @Override
        TestServer start(Path folder) {
            return ConsulServer.start(folder);
        }

        @Override
        Client rawClient(TestServer server, String name) {
            return new RawConsul(server.port(), name);
        }
    },
    ZOOKEEPER("ZooKeeper") {
        @Override
        TestServer start(Path folder) {
            return ZooKeeperServer.start(folder);
        }

        @Override
        Client rawClient(TestServer server, String name) throws Exception {
            return new RawZooKeeper(server.address(), name);
        }
    };

    private final String title;

    StoreKind(String title) {
        this.title = title;
    }

    /** {@return a server that runs and keeps its data in {@code folder}} */
    abstract TestServer start(Path folder);

    /** {@return the store's own client, on an entry of that name} */
    abstract Client rawClient(TestServer server, String name) throws Exception;

    /** {@return the word for the command line} */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return title;
    }
}
