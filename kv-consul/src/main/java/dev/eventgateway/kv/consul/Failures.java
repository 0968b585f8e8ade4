package dev.eventgateway.kv.consul;

import com.ecwid.consul.transport.TransportException;
import com.ecwid.consul.v1.OperationException;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.http.conn.ConnectTimeoutException;

/** What the failures of Consul and its client mean to a caller of the store. */
final class Failures {

    private static final int LONGEST_WORDS = 300;

    private Failures() {}

    /** {@return the failure of a call that cannot have changed anything} */
    static KvException ofRead(String doing, Throwable cause) {
        return failure(doing, Reason.UNAVAILABLE, cause);
    }

    /** {@return the failure of a call that may have been carried out if its answer was lost} */
    static KvException ofWrite(String doing, Throwable cause) {
        return failure(doing, Reason.INDETERMINATE, cause);
    }

    /** {@return whether nothing was sent, as no connection could be made} */
    static boolean unreached(KvException failure) {
        return failure.getCause() instanceof TransportException lost && unreached(lost);
    }

    private static KvException failure(String doing, Reason answerLost, Throwable cause) {
        if (cause instanceof KvException known) {
            return known;
        }
        if (cause instanceof OperationException refused) {
            return new KvException(reason(refused, answerLost), doing + ": " + words(refused), cause);
        }
        if (cause instanceof TransportException lost) {
            return unreached(lost)
                    ? new KvException(Reason.UNAVAILABLE, doing + ": " + lost.getCause(), cause)
                    : new KvException(
                            answerLost,
                            doing + ": the connection was lost before Consul answered, " + lost.getCause(),
                            cause);
        }
        return new KvException(Reason.FAILED, doing + ": " + cause, cause);
    }

    private static boolean unreached(TransportException lost) {
        Throwable cause = lost.getCause();
        return cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException;
    }

    private static Reason reason(OperationException refused, Reason answerLost) {
        return switch (refused.getStatusCode()) {
            case 401, 403 -> Reason.DENIED;
            case 413 -> Reason.TOO_LARGE;
            case 429 -> Reason.UNAVAILABLE;
            default -> refused.getStatusCode() < 500 ? Reason.FAILED : withoutLeader(refused, answerLost);
        };
    }

    /** Where no server leads, nothing is written. Any other failure may have come after the write. */
    private static Reason withoutLeader(OperationException refused, Reason answerLost) {
        String words = String.valueOf(refused.getStatusContent());
        return words.endsWith("No cluster leader") || words.endsWith("node is not the leader")
                ? Reason.UNAVAILABLE
                : answerLost;
    }

    private static String words(OperationException refused) {
        String words = String.valueOf(refused.getStatusContent()).strip();
        String shortened = words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
        String strange = refused.getStatusCode() < 400 ? ", which is not what Consul says" : "";
        return "answered with " + refused.getStatusCode() + " " + shortened + strange;
    }
}
