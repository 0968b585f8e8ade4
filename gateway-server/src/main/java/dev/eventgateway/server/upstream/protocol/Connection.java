package dev.eventgateway.server.upstream.protocol;

import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to a function's server. Confined to its I/O thread; so are all who are told something by it. */
public interface Connection extends AutoCloseable {

    /** Who waits for a connection. Exactly one of the two is called, once. */
    interface Opening {

        /** It is ready for requests. */
        void opened(Connection connection);

        /** There will be none. */
        void failed(IOException failure);
    }

    /**
     * Begins a request; a body is to be written if its head tells of one, else it is at its end.
     *
     * @return null if the connection takes no requests any more, or breaks at once; then nothing was sent
     */
    @Nullable
    Exchange begin(RequestHead head, Exchange.Listener listener);

    /** {@return how many requests may be under way at once; zero if there may be none now} */
    int most();

    /** {@return whether requests may be made, perhaps not now} */
    boolean isOpen();

    /** Runs {@code closed} when the connection is over. */
    void whenClosed(Runnable closed);

    /** {@return buffers for what is read and written} */
    ByteBufferPool buffers();

    /** At once, with all requests that are under way. Idempotent. */
    @Override
    void close();
}
