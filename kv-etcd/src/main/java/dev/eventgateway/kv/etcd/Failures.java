package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What etcd's failures mean to a caller of the store. */
final class Failures {

    private Failures() {}

    /**
     * {@return the failure of a call}
     *
     * @param doing the call in words
     * @param answerLost the reason to give where the answer never came
     */
    static KvException of(String doing, Reason answerLost, Throwable thrown) {
        Reason reason = reason(Status.fromThrowable(thrown), answerLost);
        return new KvException(reason, doing + ": " + words(thrown), thrown);
    }

    /** {@return the failure of a call that was not answered in time; see {@link #of}} */
    static KvException late(String doing, Reason answerLost, Deadline deadline, Throwable thrown) {
        return new KvException(answerLost, doing + ": no answer from etcd within " + deadline, thrown);
    }

    static boolean isLate(Throwable thrown) {
        return Status.fromThrowable(thrown).getCode() == Code.DEADLINE_EXCEEDED;
    }

    /** {@return whether the answer was larger than this client takes} */
    static boolean isAnswerTooLarge(KvException failed) {
        return Status.fromThrowable(failed).getCode() == Code.RESOURCE_EXHAUSTED;
    }

    /** {@return whether the revision that was asked for is compacted, or is one of a future that was wiped} */
    static boolean isRevisionGone(KvException failed) {
        return Status.fromThrowable(failed).getCode() == Code.OUT_OF_RANGE;
    }

    private static Reason reason(Status status, Reason answerLost) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL, UNKNOWN -> answerLost;
            case PERMISSION_DENIED, UNAUTHENTICATED -> Reason.DENIED;
            case RESOURCE_EXHAUSTED -> isBusy(status) ? Reason.UNAVAILABLE : Reason.FAILED;
            default -> Reason.FAILED;
        };
    }

    /** etcd says so before it takes a write up. */
    private static boolean isBusy(Status status) {
        String description = status.getDescription();
        return description != null && description.contains("too many requests");
    }

    /** gRPC calls a refused connection an "io exception"; what it was stands in the cause. */
    private static String words(Throwable thrown) {
        Throwable told = thrown;
        Throwable because = told.getCause();
        while (because != null && (told instanceof ExecutionException || told instanceof CompletionException)) {
            told = because;
            because = told.getCause();
        }
        String words = String.valueOf(told.getMessage());
        return because == null ? words : words + ", " + because.getMessage();
    }
}
