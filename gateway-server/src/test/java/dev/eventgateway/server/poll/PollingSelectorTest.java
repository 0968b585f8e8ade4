package dev.eventgateway.server.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollingSelectorTest {

    /** Enough short waits for it to look, and then again and again. */
    private static final int MANY = 20_000;

    private final Selector selector;
    private final Pipe there;
    private final Pipe back;

    PollingSelectorTest() throws IOException {
        PollingSelectors selectors = new PollingSelectors();
        selector = selectors.openSelector();
        there = selectors.openPipe();
        back = selectors.openPipe();
    }

    @BeforeEach
    void register() throws IOException {
        there.source().configureBlocking(false).register(selector, SelectionKey.OP_READ, "there");
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
        there.source().close();
        there.sink().close();
        back.source().close();
        back.sink().close();
    }

    /** One byte at a time to and fro: what it misses would end the conversation. */
    @Test
    void everyByteIsSeenWhileItLooksAndWhileItSleeps() throws Exception {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> converse(MANY));

        for (int i = 0; i < MANY; i++) {
            assertThat(selector.select()).isEqualTo(1);
            SelectionKey key = selector.selectedKeys().iterator().next();
            assertThat(key.attachment()).isEqualTo("there");
            selector.selectedKeys().clear();
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(there.source().read(one)).isEqualTo(1);
            back.sink().write(one.flip());
        }
        other.get();
    }

    private void converse(int times) {
        try {
            for (int i = 0; i < times; i++) {
                there.sink().write(ByteBuffer.wrap(new byte[1]));
                back.source().read(ByteBuffer.allocate(1));
            }
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** As a thread is told that it has a task; the next task comes only when it has been seen. */
    @Test
    void noWakeUpIsLost() throws Exception {
        AtomicInteger tasks = new AtomicInteger();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= MANY; i++) {
                tasks.set(i);
                selector.wakeup();
                while (tasks.get() != 0) {
                    Thread.onSpinWait();
                }
            }
        });

        int handled = 0;
        while (handled < MANY) {
            handled += tasks.getAndSet(0) == 0 ? 0 : 1;
            if (handled < MANY) {
                selector.select();
            }
        }
        other.get();
        assertThat(tasks).hasValue(0);
    }

    @Test
    void itLooksWhileItsWaitsAreShortAndSleepsAgainOnceTheyAreLong() throws IOException {
        Paced paced = new Paced(selector);
        try (PollingSelector looking = new PollingSelector(paced)) {
            looking.select();
            assertThat(paced.looks).isZero();
            for (int i = 0; i < 100; i++) {
                looking.select();
            }
            assertThat(paced.looks).isPositive();

            paced.wait = Duration.ofMillis(1);
            for (int i = 0; i < 100; i++) {
                looking.select();
            }
            int looks = paced.looks;
            looking.select();
            assertThat(paced.looks).isEqualTo(looks);
        }
    }

    @Test
    void itSleepsWhereSeveralChannelsAreReadyAtOnce() throws IOException {
        Paced paced = new Paced(selector);
        paced.ready = 2;
        try (PollingSelector looking = new PollingSelector(paced)) {
            for (int i = 0; i < 100; i++) {
                looking.select();
            }
        }
        assertThat(paced.looks).isZero();
    }

    @Test
    void aChannelThatIsClosedIsForgotten() throws IOException {
        there.source().close();
        selector.selectNow();

        assertThat(selector.keys()).isEmpty();
        assertThat(there.source().isRegistered()).isFalse();
    }

    @Test
    void aChannelMayMoveToAnotherSelector() throws IOException {
        SelectionKey first = selector.keys().iterator().next();
        first.cancel();
        selector.selectNow();

        try (Selector next = new PollingSelectors().openSelector()) {
            SelectionKey second = there.source().register(next, SelectionKey.OP_READ, "next");
            there.sink().write(ByteBuffer.wrap(new byte[1]));

            assertThat(next.select()).isEqualTo(1);
            assertThat(next.selectedKeys()).containsExactly(second);
        }
    }

    @Test
    void aWaitEndsWithItsTime() throws IOException {
        assertThat(selector.select(1)).isZero();
        assertThat(selector.isOpen()).isTrue();
    }

    @Test
    void whoeverWaitsIsToldThatItIsClosed() throws Exception {
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                while (selector.isOpen()) {
                    selector.select();
                }
            } catch (ClosedSelectorException told) {
                return;
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        });

        selector.close();

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    }

    /** Something is ready after that time, asleep or not. */
    private static final class Paced extends AbstractSelector {

        private final Selector keys;
        private Duration wait = Duration.ZERO;
        private int ready = 1;
        private int looks;
        private long since = System.nanoTime();

        Paced(Selector keys) {
            super(keys.provider());
            this.keys = keys;
        }

        private boolean isReady() {
            return System.nanoTime() - since >= wait.toNanos();
        }

        private int take() {
            since = System.nanoTime();
            return ready;
        }

        @Override
        public int selectNow() {
            looks++;
            return isReady() ? take() : 0;
        }

        @Override
        public int select(long timeout) {
            while (!isReady()) {
                Thread.onSpinWait();
            }
            return take();
        }

        @Override
        public int select() {
            return select(0);
        }

        @Override
        public Selector wakeup() {
            return this;
        }

        @Override
        public Set<SelectionKey> keys() {
            return keys.keys();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return keys.selectedKeys();
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseSelector() {}
    }
}
