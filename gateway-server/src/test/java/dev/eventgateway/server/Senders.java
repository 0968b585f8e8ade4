package dev.eventgateway.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Send events from several threads, one after the other, and keep the book; until told to end, until each has sent its share, or
 * until nobody is there.
 */
final class Senders {

    static final int COUNT = 4;

    /** So many that each has its answer before its next event is due, though answers wait while a long queue moves. */
    static final int MANY = 256;

    private static final long SECOND = 1_000_000_000L;

    private final GatewayProcess gateway;
    private final String type;
    private final int count;
    private final int share;
    private final DeliveryLedger book;
    private final List<Thread> threads = new ArrayList<>();
    private final long begun = System.nanoTime();
    private volatile boolean ended;

    /** How much later each event of a sender is due than the one before; 0 for as soon as that one is answered. */
    private long nanosBetween;

    private String padding = "";
    private boolean waiting;

    private Senders(GatewayProcess gateway, String type, int count, int share, DeliveryLedger book) {
        this.gateway = gateway;
        this.type = type;
        this.count = count;
        this.share = share;
        this.book = book;
    }

    /** Begin at once, and go as fast as they are answered. */
    static Senders of(GatewayProcess gateway, String type, int share, DeliveryLedger book) {
        return new Senders(gateway, type, COUNT, share, book).begin();
    }

    /** {@link #MANY} begin one after the other, and send so many events a second together, each of them with {@code padding}. */
    static Senders paced(
            GatewayProcess gateway, String type, int share, int perSecond, String padding, DeliveryLedger book) {
        Senders senders = new Senders(gateway, type, MANY, share, book);
        senders.nanosBetween = MANY * SECOND / perSecond;
        senders.padding = padding;
        return senders.begin();
    }

    /** Begin at once, and wait for a second with each event for what becomes of it. */
    static Senders waiting(GatewayProcess gateway, String type, int share, DeliveryLedger book) {
        Senders senders = new Senders(gateway, type, COUNT, share, book);
        senders.waiting = true;
        return senders.begin();
    }

    private Senders begin() {
        for (int number = 0; number < count; number++) {
            int sender = number;
            threads.add(new Thread(() -> send(sender), "sender " + number));
        }
        threads.forEach(Thread::start);
        return this;
    }

    private void send(int sender) {
        for (int number = 0; number < share && !ended; number++) {
            awaitTurn(sender, number);
            String name = "event-" + sender + "-" + number;
            try {
                emit(name);
            } catch (ConnectException nobodyThere) {
                return;
            } catch (IOException broken) {
                book.unanswered(name);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void awaitTurn(int sender, int number) {
        long due = begun + number * nanosBetween + sender * nanosBetween / count;
        while (System.nanoTime() - due < 0) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void emit(String name) throws IOException, InterruptedException {
        List<String> headers = new ArrayList<>(List.of("Event", type, "Content-Type", "text/plain"));
        if (waiting) {
            headers.addAll(List.of("Prefer", "wait=1"));
        }
        HttpResponse<String> reply =
                Instance.send(gateway.events(), "POST", "/", name + padding, headers.toArray(String[]::new));
        if (waiting) {
            book.told(name, reply.statusCode(), reply.body());
        } else {
            book.answered(name, reply.statusCode());
        }
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
