package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.server.http.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies far larger than what may be held, and whoever takes them takes his time: the other side has to wait. */
class ProxyBackPressureTest {

    private static final int PIECE = 1024 * 1024;
    private static final int PIECES = 200;

    /** What the buffers of four sockets take, and some; the gateway's own are a few times 16 kB. */
    private static final int MOST_PIECES_ON_THE_WAY = 40;

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final long MOST_BUFFERED = 4L * PIECE;

    private final Instance instance = Instance.start("--max-body=1000000");

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void aSlowReaderHoldsTheFunctionBack() throws Exception {
        try (Origin origin = new Origin();
                RawClient client = new RawClient(instance.server().events())) {
            instance.proxy("GET", "/a", origin.url("/"));
            client.send("GET /a HTTP/1.1\nHost: x\n\n");
            try (Origin.Connection connection = origin.accept()) {
                connection.head();
                long before = directMemory();
                connection.write("HTTP/1.1 200 OK\nContent-Length: " + (long) PIECE * PIECES + "\n\n");
                Sender sender = new Sender(connection.socket().getOutputStream());
                client.replyWithoutBody();

                assertThat(sender.stalledAt()).isLessThan(MOST_PIECES_ON_THE_WAY);
                assertThat(directMemory() - before).isLessThan(MOST_BUFFERED);
                assertArrives(client.input());
                sender.done();
            }
        }
    }

    @Test
    void aSlowFunctionHoldsTheSenderBack() throws Exception {
        InetSocketAddress events = instance.server().events();
        try (Origin origin = new Origin();
                Socket client = new Socket(events.getAddress(), events.getPort())) {
            instance.proxy("POST", "/a", origin.url("/"));
            String head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: " + (long) PIECE * PIECES + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            long before = directMemory();
            Sender sender = new Sender(client.getOutputStream());
            try (Origin.Connection connection = origin.accept()) {
                connection.head();

                assertThat(sender.stalledAt()).isLessThan(MOST_PIECES_ON_THE_WAY);
                assertThat(directMemory() - before).isLessThan(MOST_BUFFERED);
                assertArrives(connection.socket().getInputStream());
                sender.done();
            }
        }
    }

    private static void assertArrives(InputStream in) throws Exception {
        Random expected = new Random(PIECES);
        byte[] piece = new byte[PIECE];
        for (int number = 0; number < PIECES; number++) {
            expected.nextBytes(piece);
            assertThat(in.readNBytes(PIECE)).isEqualTo(piece);
        }
    }

    /** Sends all pieces from a thread of its own, as fast as they are taken. */
    private static final class Sender {

        private final AtomicInteger sent = new AtomicInteger();
        private final CompletableFuture<Void> done;
        private int before = -1;

        Sender(OutputStream out) {
            done = CompletableFuture.runAsync(() -> send(out), task -> new Thread(task, "sender").start());
        }

        private void send(OutputStream out) {
            Random content = new Random(PIECES);
            byte[] piece = new byte[PIECE];
            try {
                for (int number = 0; number < PIECES; number++) {
                    content.nextBytes(piece);
                    out.write(piece);
                    sent.incrementAndGet();
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        /** {@return how many pieces are sent when no more are taken} */
        int stalledAt() {
            await().pollInterval(LOOK).until(() -> {
                int now = sent.get();
                boolean same = now == before;
                before = now;
                return same;
            });
            return before;
        }

        void done() {
            done.join();
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
