package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One call of an agent: a thread of the pool sends it and reads the answer, while its caller waits for as long as it
 * may. Of a write that got no answer only one thing is known: whether it was sent.
 */
final class Call<T> {

    private final String doing;
    private final boolean write;
    private final Deadline deadline;
    private final Function<AgentClient, T> request;

    /**
     * @param doing the call in words, for the message of a failure
     * @param write whether it changes something
     */
    Call(String doing, boolean write, Deadline deadline, Function<AgentClient, T> request) {
        this.doing = doing;
        this.write = write;
        this.deadline = deadline;
        this.request = request;
    }

    Deadline deadline() {
        return deadline;
    }

    /**
     * {@return how much time must be left for one more try} A change that may have happened is worse than one that has
     * not, so the last try of a change has a quarter of the call's time to be answered.
     *
     * @param pause before it
     */
    Duration leastTime(Duration pause) {
        return write ? pause.plus(deadline.allowed().dividedBy(4)) : pause;
    }

    /**
     * {@return the answer of {@code agent}}
     *
     * @param line for this call alone
     * @param threads shut down when the store is closed
     */
    T send(Agent agent, Line line, ExecutorService threads) {
        try {
            Future<T> answer = threads.submit(() -> request.apply(agent.client(line)));
            return awaited(answer, line, threads);
        } catch (RejectedExecutionException | CancellationException ended) {
            throw unanswered(line, Reason.CLOSED, "the store is closed", ended);
        }
    }

    private T awaited(Future<T> answer, Line line, ExecutorService threads) {
        try {
            return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            if (threads.isShutdown()) {
                throw unanswered(line, Reason.CLOSED, "the store is closed", cause);
            }
            throw Failures.failure(doing, write && line.sent(), cause);
        } catch (TimeoutException late) {
            throw unanswered(line, Reason.UNAVAILABLE, "no answer from Consul within " + deadline, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unanswered(line, Reason.INTERRUPTED, "interrupted while waiting for Consul", interrupted);
        } finally {
            answer.cancel(false);
        }
    }

    /** Once the line is cut, what has not been sent never will be. */
    private KvException unanswered(Line line, Reason nothingDone, String why, Throwable cause) {
        line.cut();
        return write && line.sent()
                ? new KvException(Reason.INDETERMINATE, doing + ": " + why + "; it may have happened", cause)
                : new KvException(nothingDone, doing + ": " + why, cause);
    }
}
