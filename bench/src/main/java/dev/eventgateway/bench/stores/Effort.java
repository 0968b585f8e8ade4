package dev.eventgateway.bench.stores;

import dev.eventgateway.kv.server.TestServer;
import java.time.Duration;

/**
 * The processor time that something took, in nanoseconds. Systems count it in steps of some milliseconds, so it is the sum over many
 * that tells something.
 *
 * @param wall how long it was
 * @param store what the store's server used
 * @param own what this process used
 */
record Effort(long wall, long store, long own) {

    /** {@return what {@code task} takes} */
    static Effort of(TestServer server, Task task) throws Exception {
        Effort before = now(server);
        task.run();
        Effort after = now(server);
        return new Effort(after.wall - before.wall, after.store - before.store, after.own - before.own);
    }

    /** {@return what is left without that which goes on all the time, of which {@code idle} is an example} */
    Effort without(Effort idle) {
        double longer = (double) wall / idle.wall;
        return new Effort(
                wall,
                Math.max(0, store - Math.round(idle.store * longer)),
                Math.max(0, own - Math.round(idle.own * longer)));
    }

    private static Effort now(TestServer server) {
        return new Effort(
                System.nanoTime(), used(ProcessHandle.of(server.pid()).orElseThrow()), used(ProcessHandle.current()));
    }

    private static long used(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    /** Something that takes time. */
    interface Task {
        void run() throws Exception;
    }
}
