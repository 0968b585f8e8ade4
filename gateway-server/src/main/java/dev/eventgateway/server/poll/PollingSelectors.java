package dev.eventgateway.server.poll;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import org.xnio.Xnio;

/** The platform's channels with {@link PollingSelector}s. XNIO makes one of it, and asks it for a selector per I/O thread. */
public final class PollingSelectors extends SelectorProvider {

    /** Where XNIO looks for the class that makes its selectors. Who has set it keeps his own; those of the JDK if there is no such class. */
    private static final String PROPERTY = "xnio.nio.selector.provider";

    private static final String IO_THREAD = "org.xnio.nio.WorkerThread";

    private final SelectorProvider platform = SelectorProvider.provider();

    /** For XNIO. */
    public PollingSelectors() {}

    /**
     * Has XNIO use these selectors; of no effect once it is in use. Not on a single core, which the one that is waited for needs. Nor
     * where XNIO's assertions are on: one of them is that a key knows no selector but the one that its thread was given.
     */
    public static void install() {
        if (Runtime.getRuntime().availableProcessors() > 1
                && System.getProperty(PROPERTY) == null
                && !assertsSelector()) {
            System.setProperty(PROPERTY, PollingSelectors.class.getName());
        }
    }

    private static boolean assertsSelector() {
        try {
            return Class.forName(IO_THREAD, false, Xnio.class.getClassLoader()).desiredAssertionStatus();
        } catch (ClassNotFoundException another) {
            return true;
        }
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new PollingSelector(platform.openSelector());
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return platform.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return platform.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return platform.openPipe();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return platform.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return platform.openSocketChannel();
    }
}
