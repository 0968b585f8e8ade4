package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import io.grpc.Status;
import io.grpc.Status.Code;
import org.jspecify.annotations.Nullable;

/** What etcd's failures mean to a caller of the store. */
final class Failures {

    private Failures() {}

    /**
     * {@return the failure of a call}
     *
     * @param doing the call in words
     * @param answerLost the reason to give where the answer never came
     */
    static KvException of(String doing, Reason answerLost, @Nullable Throwable cause) {
        Status status = cause == null ? Status.UNKNOWN : Status.fromThrowable(cause);
        return new KvException(reason(status, answerLost), doing + ": " + words(status, cause), cause);
    }

    /** {@return whether the answer was larger than this client takes} */
    static boolean isAnswerTooLarge(KvException failed) {
        return code(failed) == Code.RESOURCE_EXHAUSTED;
    }

    /** {@return whether the revision that was asked for is compacted, or is one of a future that was wiped} */
    static boolean isRevisionGone(KvException failed) {
        return code(failed) == Code.OUT_OF_RANGE;
    }

    private static Code code(KvException failed) {
        Throwable cause = failed.getCause();
        return cause == null ? Code.OK : Status.fromThrowable(cause).getCode();
    }

    private static Reason reason(Status status, Reason answerLost) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL, UNKNOWN -> answerLost;
            case PERMISSION_DENIED, UNAUTHENTICATED -> Reason.DENIED;
            case RESOURCE_EXHAUSTED -> isBusy(status) ? Reason.UNAVAILABLE : Reason.FAILED;
            default -> Reason.FAILED;
        };
    }

    /** etcd says so before it proposes a write. */
    private static boolean isBusy(Status status) {
        String description = status.getDescription();
        return description != null && description.contains("too many requests");
    }

    private static String words(Status status, @Nullable Throwable cause) {
        String description = status.getDescription();
        return status.getCode() + (description == null ? ", " + cause : ", " + description);
    }
}
