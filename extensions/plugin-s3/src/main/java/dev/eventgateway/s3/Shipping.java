package dev.eventgateway.s3;

import dev.eventgateway.plugin.PluginMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches to the bucket on a thread of its own, one object at a time, each until it is there. What waits is bounded; what is
 * there at the end is written in the time that is left, or spilled, or named in the log as lost.
 */
final class Shipping {

    private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);

    private static final long LOOK_MILLIS = 100;
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 30_000;
    private static final long LAST_WAIT_MILLIS = 500;
    private static final Duration TRY = Duration.ofSeconds(30);

    private final S3Settings settings;
    private final Bucket bucket;
    private final Batches batches;
    private final Optional<Spill> spill;
    private final PluginMetrics metrics;
    private final AtomicLong waiting = new AtomicLong();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Deque<StoredObject> ready = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "event-gateway-plugin-s3-shipping");
    private volatile long endsAt;

    Shipping(S3Settings settings, PluginMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        bucket = new Bucket(settings);
        batches = new Batches(settings);
        spill = settings.spill().map(Spill::new);
        spill.ifPresent(folder -> ready.addAll(folder.kept()));
        thread.setDaemon(true);
        thread.setContextClassLoader(Shipping.class.getClassLoader());
        thread.start();
    }

    /**
     * Takes an event.
     *
     * @throws IllegalStateException if too many wait for the bucket
     */
    void add(String type, byte[] line) {
        if (waiting.addAndGet(line.length) > settings.bufferSize()) {
            waiting.addAndGet(-line.length);
            throw new IllegalStateException("the bucket does not take events as fast as they come");
        }
        batches.add(type, line);
    }

    private void run() {
        try {
            while (!ending.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                ready.addAll(batches.due());
                metrics.set("waiting_bytes", (double) waiting.get());
                while (!ready.isEmpty() && ending.getCount() > 0) {
                    ship(ready.peek());
                }
            }
            finish();
        } catch (InterruptedException interrupted) {
            LOG.warn("interrupted while objects were written");
        }
        giveUp();
    }

    /** Tries until it is there, or the end begins. */
    private void ship(StoredObject object) throws InterruptedException {
        for (long wait = FIRST_WAIT_MILLIS; !isWritten(object, TRY); wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
            if (ending.await(wait, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        ready.remove();
    }

    private boolean isWritten(StoredObject object, Duration timeout) throws InterruptedException {
        try {
            bucket.put(object.key(), object.content(), timeout);
        } catch (IOException | RuntimeException failure) {
            // Whatever it is: nobody else would go on for this thread.
            metrics.count("failed_tries", 1);
            LOG.warn(
                    "object not written: bucket={} key={}: {}",
                    settings.bucket(),
                    object.key(),
                    String.valueOf(failure));
            return false;
        }
        waiting.addAndGet(-object.size());
        metrics.count("objects", 1);
        metrics.count("events", object.events());
        forget(object);
        return true;
    }

    private void forget(StoredObject object) {
        try {
            if (spill.isPresent()) {
                spill.get().forget(object);
            }
        } catch (IOException failure) {
            LOG.warn("spilled object stays, and is written again: key={}", object.key(), failure);
        }
    }

    /** Each is tried as long as there is time. */
    private void finish() throws InterruptedException {
        ready.addAll(batches.all());
        while (!ready.isEmpty() && left().toMillis() > 0) {
            if (isWritten(ready.peek(), left())) {
                ready.remove();
            } else {
                TimeUnit.MILLISECONDS.sleep(Math.min(LAST_WAIT_MILLIS, Math.max(0, left().toMillis())));
            }
        }
    }

    private Duration left() {
        return Duration.ofNanos(endsAt - System.nanoTime());
    }

    /** Batches are still open if the bucket did not answer when the end came. */
    private void giveUp() {
        ready.addAll(batches.all());
        for (StoredObject object : ready) {
            try {
                spill.orElseThrow(() -> new IOException("there is no folder to spill to"))
                        .keep(object);
                LOG.warn("object spilled, and written at the next start: key={}", object.key());
            } catch (IOException failure) {
                metrics.count("lost", object.events());
                LOG.error("{} events lost: key={}: {}", object.events(), object.key(), String.valueOf(failure));
            }
        }
    }

    /** Writes what waits, within that time. */
    void close(Duration atMost) throws InterruptedException {
        endsAt = System.nanoTime() + atMost.toNanos();
        ending.countDown();
        thread.join(atMost.toMillis());
        thread.interrupt();
        thread.join(atMost.toMillis() / 4);
    }
}
