package dev.eventgateway.server.upstream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/** An I/O thread that never runs: what it is given is done by who calls {@link #runAll}. Time passes when nothing else is to be done. */
public final class InlineThread extends XnioIoThread {

    private static final int MOST_TASKS = 1_000_000;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Runnable> later = new ArrayDeque<>();

    public InlineThread() {
        super(null, 0);
    }

    /** Until there is nothing left, which must happen. */
    public void runAll() {
        for (int count = 0; count < MOST_TASKS; count++) {
            if (tasks.isEmpty() && later.isEmpty()) {
                return;
            }
            (tasks.isEmpty() ? later : tasks).remove().run();
        }
        throw new AssertionError("tasks without an end");
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Key executeAfter(Runnable task, long time, TimeUnit unit) {
        later.add(task);
        return () -> later.remove(task);
    }

    @Override
    public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
        throw new UnsupportedOperationException("nothing here is done time and again");
    }
}
