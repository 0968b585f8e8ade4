package dev.eventgateway.server;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;

/**
 * Send events from several threads, one after the other, and keep the book; until told to end, until each has sent its share, or
 * until nobody is there.
 */
final class Senders {

    private static final int COUNT = 4;

    private final GatewayProcess gateway;
    private final String type;
    private final int share;
    private final DeliveryLedger book;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /** Begin at once. */
    Senders(GatewayProcess gateway, String type, int share, DeliveryLedger book) {
        this.gateway = gateway;
        this.type = type;
        this.share = share;
        this.book = book;
        for (int number = 0; number < COUNT; number++) {
            int sender = number;
            threads.add(new Thread(() -> send(sender), "sender " + number));
        }
        threads.forEach(Thread::start);
    }

    private void send(int sender) {
        for (int number = 0; number < share && !ended; number++) {
            String name = "event-" + sender + "-" + number;
            try {
                book.answered(name, emit(name));
            } catch (ConnectException nobodyThere) {
                return;
            } catch (IOException broken) {
                book.unanswered(name);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private int emit(String name) throws IOException, InterruptedException {
        return Instance.send(gateway.events(), "POST", "/", name, "Event", type, "Content-Type", "text/plain")
                .statusCode();
    }

    /** Waits until each has sent its share. */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Has them stop, and waits until they have. */
    void end() throws InterruptedException {
        ended = true;
        awaitEnd();
    }
}
