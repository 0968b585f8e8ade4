package dev.eventgateway.server.poll;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A selector that, while its waits are short, looks again and again for that time before it sleeps: to fall asleep and to be woken up
 * costs more than such a wait. Its thread is awake then for most of the time anyway; one that has little to do just sleeps.
 */
final class PollingSelector extends AbstractSelector {

    /** What it takes to sleep and to wake up with cold caches, and a quick function's time: {@code one} of docs/benchmarks.md. */
    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** So many short waits make it look; each long one takes two of them away. */
    private static final int LOOKING = 8;

    private static final int MOST = 2 * LOOKING;

    private final Selector selector;
    private int shorts;
    private volatile boolean woken;

    PollingSelector(Selector selector) {
        super(selector.provider());
        this.selector = selector;
    }

    @Override
    public int select() throws IOException {
        return select(0);
    }

    @Override
    public int select(long timeout) throws IOException {
        long since = System.nanoTime();
        int ready = shorts >= LOOKING ? look(since) : 0;
        if (ready == 0 && !woken) {
            ready = selector.select(timeout);
        }
        // Whoever has woken it up left work before, which its thread sees to after this.
        woken = false;
        note(ready, System.nanoTime() - since);
        return ready;
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever it waits for may want this very core
    private int look(long since) throws IOException {
        int ready = selector.selectNow();
        while (ready == 0 && !woken && System.nanoTime() - since < SHORT_NANOS) {
            Thread.yield();
            ready = selector.selectNow();
        }
        return ready;
    }

    /** Being woken up by another thread says nothing about channels; several that are ready at once share the cost of a sleep. */
    private void note(int ready, long nanos) {
        if (nanos > SHORT_NANOS || ready > 1) {
            shorts = Math.max(shorts - 2, 0);
        } else if (ready == 1) {
            shorts = Math.min(shorts + 1, MOST);
        }
    }

    @Override
    public int selectNow() throws IOException {
        return selector.selectNow();
    }

    /** Noted, too: a look would take it for nothing. */
    @Override
    public Selector wakeup() {
        woken = true;
        selector.wakeup();
        return this;
    }

    @Override
    public Set<SelectionKey> keys() {
        return selector.keys();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return selector.selectedKeys();
    }

    /** The channel, which is about to note the key, notes it twice thereby; it forgets both at once. */
    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
        try {
            return channel.register(selector, ops, attachment);
        } catch (ClosedChannelException impossible) {
            throw new IllegalStateException("a channel was closed while it was locked", impossible);
        }
    }

    @Override
    protected void implCloseSelector() throws IOException {
        selector.close();
    }
}
