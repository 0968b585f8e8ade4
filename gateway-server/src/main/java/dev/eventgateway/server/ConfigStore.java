package dev.eventgateway.server;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.server.embedded.EmbeddedZooKeeper;
import dev.eventgateway.server.embedded.StoreStartException;
import dev.eventgateway.server.settings.Settings.Store;
import dev.eventgateway.server.settings.UsageException;

/**
 * The store that has the configuration.
 *
 * @param name its address, without anything secret
 */
record ConfigStore(String name, KvStore store) {

    /**
     * {@return the store that the settings ask for} An embedded one has started then; one outside connects while its caller does other
     * things.
     *
     * @param opened closes what was opened
     * @throws StartException if the embedded one does not start
     * @throws UsageException if the address is none
     */
    static ConfigStore open(Store wanted, Opened opened) {
        String uri = address(wanted, opened);
        try {
            return new ConfigStore(KvUri.parse(uri).toString(), opened.add(KvStores.open(uri)));
        } catch (KvException wrong) {
            throw new UsageException("--store: " + wrong.getMessage());
        }
    }

    private static String address(Store wanted, Opened opened) {
        if (wanted instanceof Store.External external) {
            return external.uri();
        }
        Store.Embedded embedded = (Store.Embedded) wanted;
        try {
            return opened.add(EmbeddedZooKeeper.start(embedded.dataDir(), embedded.port()))
                    .uri();
        } catch (StoreStartException failure) {
            throw new StartException(failure.getMessage() + " (--embed-data-dir, --embed-port)", failure);
        }
    }
}
