package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does things later, on one thread of its own that is started when first needed. What waits is bounded by its users. */
final class RetryTimer implements AutoCloseable {

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, RetryTimer::daemon);

    /** Does {@code task} later; never if closed before. The task must be quick and must not throw. */
    void after(Duration wait, Runnable task) {
        try {
            var unused = thread.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // Whoever closes this has taken care of what waits.
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "event-gateway-retry");
        thread.setDaemon(true);
        return thread;
    }

    /** Idempotent. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
