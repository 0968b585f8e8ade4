package dev.eventgateway.plugin;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which one plugin is called. One that runs for too long is interrupted; one that does not heed it is left to itself
 * and another takes its place, but not for ever. They end by themselves when stopped, as soon as the plugin lets them.
 */
final class PluginThreads {

    private static final int MOST_LEFT = 3;
    private static final long MOST_GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final long limitNanos;
    private final Runnable stuck;
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private int left;
    private volatile boolean stopped;

    /**
     * @param limit how long a task may run
     * @param stuck called when too many threads had to be left to themselves
     */
    PluginThreads(String name, int count, Duration limit, Runnable stuck) {
        this.name = name;
        this.limitNanos = limit.toNanos();
        this.stuck = stuck;
        for (int number = 0; number < count; number++) {
            startOne();
        }
    }

    private void startOne() {
        Worker worker = new Worker();
        workers.add(worker);
        worker.thread.start();
    }

    /** Runs it when its turn comes. It must not throw. The caller sees to it that not too many wait. */
    void execute(Runnable task) {
        queue.add(task);
    }

    /** Looks whether each thread comes back in time. Called by one thread, every now and then. */
    void look() {
        long now = System.nanoTime();
        workers.stream().filter(worker -> worker.isLostAt(now)).toList().forEach(this::leave);
    }

    private void leave(Worker worker) {
        worker.dismissed = true;
        workers.remove(worker);
        left++;
        if (left > MOST_LEFT) {
            stuck.run();
        } else if (!stopped) {
            startOne();
        }
    }

    /** Forgets what waits, and interrupts what runs. */
    void stop() {
        stopped = true;
        queue.clear();
        workers.forEach(worker -> worker.thread.interrupt());
    }

    /** Waits for the threads that were stopped; not for those that were left. */
    void join(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (Worker worker : workers) {
            worker.thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
    }

    /** Its lock sees to it that an interrupt meets the task that it is meant for. */
    private final class Worker implements Runnable {

        private final Thread thread =
                new Thread(this, "event-gateway-plugin-" + name + "-" + started.incrementAndGet());
        private @Nullable Runnable running;
        private long endsAt;
        private boolean warned;
        private volatile boolean dismissed;

        Worker() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            while (!stopped && !dismissed) {
                try {
                    run(queue.take());
                } catch (InterruptedException wakened) {
                    // Only to look whether this is over.
                }
            }
        }

        private void run(Runnable task) {
            begin(task);
            try {
                task.run();
            } finally {
                end();
            }
        }

        private synchronized void begin(Runnable task) {
            running = task;
            endsAt = System.nanoTime() + limitNanos;
            warned = false;
        }

        private synchronized void end() {
            running = null;
            Thread.interrupted();
        }

        /** {@return whether it was interrupted and runs on all the same} */
        private synchronized boolean isLostAt(long now) {
            if (running == null || now - endsAt < 0) {
                return false;
            }
            if (!warned) {
                warned = true;
                thread.interrupt();
            }
            return now - endsAt > Math.min(limitNanos, MOST_GRACE_NANOS);
        }
    }
}
