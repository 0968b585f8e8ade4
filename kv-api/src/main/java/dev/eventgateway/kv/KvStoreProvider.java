package dev.eventgateway.kv;

import java.util.Set;

/** A back end, found on the class path by {@link java.util.ServiceLoader}. */
public interface KvStoreProvider {

    /** {@return the URI schemes that this back end opens} */
    Set<String> schemes();

    /**
     * Opens the store at {@code uri}, without waiting for it to be reachable.
     *
     * @throws KvException with {@link KvException.Reason#INVALID} for an endpoint or option it does not understand
     */
    KvStore open(KvUri uri);
}
