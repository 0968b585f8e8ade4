package dev.eventgateway.server.upstream;

import io.undertow.util.WorkerUtils;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * Ends the calls of one I/O thread that take too long. One timer for all of them, set for the first that may be late: nearly every call
 * ends long before, and to set and to remove a timer for it costs several percent of what it costs in all. Confined to that thread.
 */
final class Deadlines {

    /** So long it rests at least: calls that are late at nearly the same time are seen together, as all are looked at. */
    private static final Duration STEP = Duration.ofMillis(10);

    private final XnioIoThread thread;
    private final Set<Call> calls = new HashSet<>();

    private XnioExecutor.Key timer = XnioExecutor.Key.IMMEDIATE;
    private boolean isSet;
    private long next;

    Deadlines(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Watches the call until it is {@linkplain #remove removed}. */
    void add(Call call) {
        calls.add(call);
        look(call.due());
    }

    /** The call, if it is still watched, may be late earlier than before. */
    void changed(Call call) {
        if (calls.contains(call)) {
            look(call.due());
        }
    }

    void remove(Call call) {
        calls.remove(call);
    }

    private void look(long due) {
        if (isSet && due - next >= 0) {
            return;
        }
        timer.remove();
        isSet = true;
        next = due;
        long nanos = Math.max(due - System.nanoTime(), STEP.toNanos());
        // XNIO counts whole milliseconds, and would be early.
        timer = WorkerUtils.executeAfter(
                thread, this::look, TimeUnit.NANOSECONDS.toMillis(nanos) + 1, TimeUnit.MILLISECONDS);
    }

    private void look() {
        isSet = false;
        long now = System.nanoTime();
        try {
            for (Call each : List.copyOf(calls)) {
                // One that ends may end another.
                if (calls.contains(each) && each.due() - now <= 0) {
                    each.late();
                }
            }
        } finally {
            calls.stream()
                    .map(Call::due)
                    .min((one, other) -> Long.signum(one - other))
                    .ifPresent(this::look);
        }
    }
}
