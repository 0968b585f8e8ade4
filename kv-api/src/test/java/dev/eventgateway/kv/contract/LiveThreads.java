package dev.eventgateway.kv.contract;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;

/**
 * The threads of a moment, but for those that the JVM and the tests' own waiting start and end as they like, and for
 * those of a proxy, whose server does not hear that a client has gone while the line is silent.
 */
final class LiveThreads {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Set<Thread> then;

    private LiveThreads(Set<Thread> then) {
        this.then = then;
    }

    static LiveThreads now() {
        return new LiveThreads(threads());
    }

    /** {@return those that have started since and still run} */
    Set<Thread> more() {
        Set<Thread> more = threads();
        more.removeAll(then);
        return more;
    }

    /** Waits until all that have started since are over. */
    void awaitNoMore() {
        await("only the threads that were there before")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(more()).isEmpty());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .filter(thread -> !thread.getName().startsWith("tcp-proxy"))
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system")
                        && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup"))
                .collect(toSet());
    }
}
