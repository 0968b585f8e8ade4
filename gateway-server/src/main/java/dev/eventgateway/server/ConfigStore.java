package dev.eventgateway.server;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.server.embedded.EmbeddedZooKeeper;
import dev.eventgateway.server.embedded.StoreStartException;
import dev.eventgateway.server.settings.Settings.Store;
import dev.eventgateway.server.settings.UsageException;
import java.util.function.Supplier;

/**
 * The store that has the configuration.
 *
 * @param name its address, without anything secret
 */
record ConfigStore(String name, KvStore store) {

    /**
     * Opens the store that the settings ask for, if it is an external one: its client is made ready, and ZooKeeper's connects, while the
     * caller does other things.
     *
     * @param opened closes what is opened
     * @return that store; an embedded one starts when it is asked for, which fails with a {@link StartException} if it cannot
     * @throws UsageException if the address is none
     */
    static Supplier<ConfigStore> begin(Store wanted, Opened opened) {
        if (wanted instanceof Store.External external) {
            ConfigStore store = at(external.uri(), opened);
            return () -> store;
        }
        return () -> at(start((Store.Embedded) wanted, opened), opened);
    }

    private static ConfigStore at(String uri, Opened opened) {
        try {
            return new ConfigStore(KvUri.parse(uri).toString(), opened.add(KvStores.open(uri)));
        } catch (KvException wrong) {
            throw new UsageException("--store: " + wrong.getMessage());
        }
    }

    private static String start(Store.Embedded embedded, Opened opened) {
        try {
            return opened.add(EmbeddedZooKeeper.start(embedded.dataDir(), embedded.port()))
                    .uri();
        } catch (StoreStartException failure) {
            throw new StartException(failure.getMessage() + " (--embed-data-dir, --embed-port)", failure);
        }
    }
}
