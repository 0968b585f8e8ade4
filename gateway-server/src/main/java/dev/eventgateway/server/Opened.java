package dev.eventgateway.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened so far; closes it in reverse order. */
final class Opened implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    /** {@return that resource, closed by this from now on} */
    synchronized <T extends AutoCloseable> T add(T resource) {
        all.push(resource);
        return resource;
    }

    /** Closes everything, whatever fails. Idempotent. */
    @Override
    public synchronized void close() {
        while (!all.isEmpty()) {
            AutoCloseable next = all.pop();
            try {
                next.close();
            } catch (Exception failure) {
                LOG.warn("{} did not close", next.getClass().getSimpleName(), failure);
            }
        }
    }
}
