package dev.eventgateway.kv.consul;

import com.ecwid.consul.transport.TransportException;
import com.ecwid.consul.v1.OperationException;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.TlsAlerts;

/** What the failures of Consul and its client mean to a caller of the store. */
final class Failures {

    private static final int LONGEST_WORDS = 300;

    private Failures() {}

    /**
     * {@return what to tell the caller}
     *
     * @param doing the call in words
     * @param perhaps whether the call may have been carried out although its answer was lost
     */
    static KvException failure(String doing, boolean perhaps, Throwable cause) {
        if (cause instanceof KvException known) {
            return new KvException(known.reason(), doing + ": " + known.getMessage(), known);
        }
        if (cause instanceof OperationException refused) {
            return new KvException(reason(refused, perhaps), doing + ": " + words(refused), cause);
        }
        if (cause instanceof TransportException refused && TlsAlerts.isClientRefused(refused)) {
            return new KvException(Reason.DENIED, doing + ": " + refused.getCause(), cause);
        }
        if (cause instanceof TransportException lost) {
            String lostWhile = perhaps ? ": the connection was lost before Consul answered, " : ": ";
            return new KvException(answerLost(perhaps), doing + lostWhile + lost.getCause(), cause);
        }
        return new KvException(unreadable(perhaps), doing + ": " + cause, cause);
    }

    private static Reason reason(OperationException refused, boolean perhaps) {
        return switch (refused.getStatusCode()) {
            case 200 -> unreadable(perhaps);
            case 401, 403 -> Reason.DENIED;
            case 413 -> Reason.TOO_LARGE;
            case 429 -> Reason.UNAVAILABLE;
            default -> refused.getStatusCode() < 500 ? Reason.FAILED : withoutLeader(refused, perhaps);
        };
    }

    /** Where no server leads, nothing is written. Any other failure may have come after the write. */
    private static Reason withoutLeader(OperationException refused, boolean perhaps) {
        String words = String.valueOf(refused.getStatusContent()).strip();
        return answerLost(perhaps && !words.endsWith("No cluster leader") && !words.endsWith("node is not the leader"));
    }

    /** Whoever cannot read the answer does not know what it says. */
    private static Reason unreadable(boolean perhaps) {
        return perhaps ? Reason.INDETERMINATE : Reason.FAILED;
    }

    private static Reason answerLost(boolean perhaps) {
        return perhaps ? Reason.INDETERMINATE : Reason.UNAVAILABLE;
    }

    private static String words(OperationException refused) {
        String words = String.valueOf(refused.getStatusContent()).strip();
        String shortened = words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
        String strange = refused.getStatusCode() < 400 ? ", which is not what Consul says" : "";
        return "answered with " + refused.getStatusCode() + " " + shortened + strange;
    }
}
