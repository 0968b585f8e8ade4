package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.spi.TlsAlerts;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What etcd's failures mean to a caller of the store. */
final class Failures {

    private static final Set<Code> LOST = EnumSet.of(
            Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED, Code.ABORTED, Code.INTERNAL, Code.UNKNOWN);

    private Failures() {}

    /**
     * {@return the failure of a call}
     *
     * @param doing the call in words
     * @param answerLost the reason to give where the answer never came
     */
    static KvException of(String doing, Reason answerLost, Throwable thrown) {
        Reason reason = TlsAlerts.isClientRefused(thrown) ? Reason.DENIED : reason(status(thrown), answerLost);
        return new KvException(reason, doing + ": " + words(thrown), thrown);
    }

    /** {@return the failure of a call that was not answered in time; see {@link #of}} */
    static KvException late(String doing, Reason answerLost, Deadline deadline, Throwable thrown) {
        return new KvException(answerLost, doing + ": no answer from etcd within " + deadline, thrown);
    }

    /** {@return whether a call was not answered in time} */
    static boolean isLate(Throwable thrown) {
        return thrown.getCause() instanceof TimeoutException || status(thrown).getCode() == Code.DEADLINE_EXCEEDED;
    }

    /** {@return whether the answer was larger than this client takes} */
    static boolean isAnswerTooLarge(KvException failed) {
        return status(failed).getCode() == Code.RESOURCE_EXHAUSTED;
    }

    /** {@return whether the revision that was asked for is compacted, or is one of a future that was wiped} */
    static boolean isRevisionGone(KvException failed) {
        return status(failed).getCode() == Code.OUT_OF_RANGE;
    }

    /** {@return whether it was etcd that failed it, and not the line or another server} */
    static boolean isAnswer(Throwable thrown) {
        return !LOST.contains(status(thrown).getCode());
    }

    /** {@return whether the servers are there, but not as TLS wants them, or this client is not} */
    static boolean isTls(Throwable thrown) {
        for (Throwable told = thrown; told != null; told = told.getCause()) {
            if (told instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    private static Reason reason(Status status, Reason answerLost) {
        return switch (status.getCode()) {
            // So jetcd calls what it is told when etcd refuses a watch.
            case CANCELLED -> says(status, "permission denied") ? Reason.DENIED : answerLost;
            case PERMISSION_DENIED -> Reason.DENIED;
            case UNAUTHENTICATED -> says(status, Token.FORGOTTEN) ? Reason.UNAVAILABLE : Reason.DENIED;
            case INVALID_ARGUMENT -> says(status, "user name is empty") ? Reason.DENIED : Reason.FAILED;
            case RESOURCE_EXHAUSTED -> says(status, "too many requests") ? Reason.UNAVAILABLE : Reason.FAILED;
            case NOT_FOUND -> says(status, "lease not found") ? Reason.LEASE_LOST : Reason.FAILED;
            default -> LOST.contains(status.getCode()) ? answerLost : Reason.FAILED;
        };
    }

    private static boolean says(Status status, String words) {
        String description = status.getDescription();
        return description != null && description.contains(words);
    }

    /** {@return what gRPC said, some of which jetcd translates into words of its own} */
    private static Status status(Throwable thrown) {
        for (Throwable told = thrown; told != null; told = told.getCause()) {
            if (told instanceof EtcdException translated) {
                return Code.valueOf(translated.getErrorCode().name())
                        .toStatus()
                        .withDescription(translated.getMessage())
                        .withCause(translated.getCause());
            }
        }
        return Status.fromThrowable(thrown);
    }

    /** gRPC calls a refused connection an "io exception"; what it was stands in the cause. It also lists its handlers. */
    private static String words(Throwable thrown) {
        Status status = status(thrown);
        String words =
                firstLine(status.getDescription()).orElse(status.getCode().name());
        Optional<String> because =
                Optional.ofNullable(status.getCause()).flatMap(cause -> firstLine(cause.getMessage()));
        return because.map(cause -> words + ", " + cause).orElse(words);
    }

    private static Optional<String> firstLine(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(lines -> lines.lines().findFirst());
    }
}
