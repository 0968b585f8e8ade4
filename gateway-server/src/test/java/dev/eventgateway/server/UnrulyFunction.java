package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;

import dev.eventgateway.function.RawFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A function behind HTTP that takes events, or fails on them in one of many ways, by a dice of its own. */
final class UnrulyFunction implements AutoCloseable {

    /** What it does with a call. */
    enum Mood {
        /** Takes the event. */
        TAKE,
        /** Dies before it answers. */
        DIE,
        /** Never answers. */
        HANG,
        /** Status 500. */
        FAIL,
        /** Status 429, and wants to be left alone for no time at all. */
        BUSY,
        /** Answers what is no HTTP. */
        GARBAGE
    }

    private static final String BUSY = "HTTP/1.1 429 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";

    private final long nanos;
    private final Consumer<String> taken;
    private final Map<Mood, Integer> counts = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Random dice = new Random(42);
    private final RawFunction raw;
    private volatile List<Mood> moods;

    /**
     * @param taken told of each event that it takes, before it says so
     * @param millis how long it takes for that
     * @param moods of which it has one at each call; those that are there twice twice as often
     */
    UnrulyFunction(Consumer<String> taken, int millis, Mood... moods) throws IOException {
        this.taken = taken;
        this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        this.moods = List.of(moods);
        raw = RawFunction.serving(this::serve);
    }

    String url() {
        return raw.url("/");
    }

    /** From the next call on it has one of these moods. */
    void changeTo(Mood... others) {
        moods = List.of(others);
    }

    /** {@return how often it had that mood} */
    int count(Mood mood) {
        return counts.getOrDefault(mood, 0);
    }

    private void serve(RawFunction.Connection connection) throws IOException, InterruptedException {
        boolean usable = true;
        while (usable && connection.read()) {
            usable = handle(connection, new String(connection.last().body(), StandardCharsets.UTF_8));
        }
    }

    /** {@return whether the connection can be used again} */
    private boolean handle(RawFunction.Connection connection, String body) throws IOException, InterruptedException {
        Mood mood = mood();
        counts.merge(mood, 1, Integer::sum);
        switch (mood) {
            case TAKE -> take(connection, body);
            case DIE -> connection.reset();
            case HANG -> over.await();
            case FAIL -> connection.write(answer(500, ""));
            case BUSY -> connection.write(BUSY);
            case GARBAGE -> connection.write("no HTTP at all\r\n\r\n");
        }
        return mood == Mood.TAKE || mood == Mood.FAIL || mood == Mood.BUSY;
    }

    private void take(RawFunction.Connection connection, String body) throws IOException {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
        taken.accept(DeliveryLedger.name(body));
        connection.write(answer(200, ""));
    }

    private synchronized Mood mood() {
        List<Mood> now = moods;
        return now.get(dice.nextInt(now.size()));
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        raw.close();
    }
}
