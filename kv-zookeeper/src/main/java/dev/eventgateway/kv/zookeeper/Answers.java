package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what ZooKeeper answers, as long as the caller's deadline allows. */
final class Answers {

    private Answers() {}

    /**
     * {@return the answer to a call that changes nothing}
     *
     * @param doing the call in words, for the message of a failure
     */
    static <T> T read(CompletableFuture<T> answer, Deadline deadline, String doing) {
        try {
            return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw Failures.ofRead(doing, failed.getCause());
        } catch (TimeoutException late) {
            throw new KvException(Reason.UNAVAILABLE, noAnswer(doing, deadline), late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(Reason.INTERRUPTED, doing + ": interrupted while waiting for ZooKeeper", interrupted);
        }
    }

    /** {@return the answer to a call that has been sent and changes something; see {@link #read}} */
    static <T> T written(CompletableFuture<T> answer, Deadline deadline, String doing) {
        try {
            return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw Failures.ofWrite(doing, failed.getCause());
        } catch (TimeoutException late) {
            throw new KvException(Reason.INDETERMINATE, noAnswer(doing, deadline) + "; it may have happened", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(
                    Reason.INDETERMINATE, doing + ": interrupted before the answer; it may have happened", interrupted);
        }
    }

    private static String noAnswer(String doing, Deadline deadline) {
        return doing + ": no answer from ZooKeeper within " + deadline;
    }
}
