package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.KvException;

/** What a failure of the store means to somebody who changes the configuration. */
final class StoreFailure {

    private StoreFailure() {}

    /** {@return the failure as the catalog's own, with the store's words and as its cause} */
    static CatalogException of(KvException failure) {
        String words = String.valueOf(failure.getMessage());
        return switch (failure.reason()) {
            case INVALID, TOO_LARGE ->
                new CatalogException(Reason.INVALID, "The store cannot hold this document: " + words, failure);
            case INDETERMINATE ->
                new CatalogException(
                        Reason.INDETERMINATE,
                        "The store did not answer in time. The change may have been made: look before you try again. ("
                                + words + ")",
                        failure);
            case DENIED ->
                new CatalogException(Reason.UNAVAILABLE, "The store refuses this gateway: " + words, failure);
            case UNAVAILABLE, CLOSED, LEASE_LOST, INTERRUPTED, FAILED ->
                new CatalogException(Reason.UNAVAILABLE, "The store is not available: " + words, failure);
        };
    }
}
