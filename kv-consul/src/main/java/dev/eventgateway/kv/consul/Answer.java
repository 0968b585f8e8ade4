package dev.eventgateway.kv.consul;

import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.v1.OperationException;
import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What Consul answers to a transaction.
 *
 * @param results of the steps that tell of an entry; null if there are none
 * @param errors of the steps that failed, in the order of steps; null if it was carried out
 */
record Answer(
        @SerializedName("Results") @Nullable List<Result> results,
        @SerializedName("Errors") @Nullable List<Problem> errors) {

    private static final Gson GSON = new Gson();
    private static final String DENIED = "Permission denied";
    private static final String NO_SESSION = "invalid session";
    /** Somebody else, past this library, locked the key, and his session ended not long ago. */
    private static final String DELAYED = "lock delay";

    /** {@return what Consul answers to the steps of {@code body}} */
    static Answer to(String body, AgentClient client) {
        return of(client.put(Steps.ENDPOINT, body));
    }

    private static Answer of(HttpResponse response) {
        if (response.getStatusCode() != 200 && response.getStatusCode() != 409) {
            throw new OperationException(response);
        }
        Answer answer = GSON.fromJson(response.getContent(), Answer.class);
        if (answer == null
                || !answer.readable()
                || (response.getStatusCode() == 409) != answer.problem().isPresent()) {
            throw new OperationException(response);
        }
        return answer;
    }

    /** {@return whether all is there that Consul always tells} Others may have answered in its place. */
    private boolean readable() {
        return (results == null || results.stream().allMatch(Answer::isWhole))
                && (errors == null || errors.stream().allMatch(Answer::isWhole));
    }

    private static boolean isWhole(@Nullable Result result) {
        return result != null && result.pair() != null && result.pair().path() != null;
    }

    private static boolean isWhole(@Nullable Problem problem) {
        return problem != null && problem.words() != null;
    }

    /** {@return the entries told of} */
    List<Pair> pairs() {
        return results == null ? List.of() : results.stream().map(Result::pair).toList();
    }

    /** {@return why it was not carried out: the first step that failed} */
    Optional<Problem> problem() {
        return errors == null ? Optional.empty() : errors.stream().findFirst();
    }

    /**
     * {@return the index of what was set; empty if the first step, a check, failed}
     *
     * @throws KvException if anything else did
     */
    OptionalLong unlessRefused(String doing) {
        problem().filter(problem -> problem.step() != 0 || problem.denied()).ifPresent(problem -> {
            throw problem.failure(doing);
        });
        return pairs().stream().mapToLong(Pair::index).max();
    }

    /**
     * What a step tells.
     *
     * @param pair the entry, after the step
     */
    record Result(@SerializedName("KV") Pair pair) {}

    /**
     * Why a step failed.
     *
     * @param step its place
     * @param words Consul's own
     */
    record Problem(
            @SerializedName("OpIndex") int step,
            @SerializedName("What") String words) {

        boolean denied() {
            return words.contains(DENIED);
        }

        KvException failure(String doing) {
            return new KvException(reason(), doing + ": Consul says " + words);
        }

        private Reason reason() {
            if (words.contains(NO_SESSION)) {
                return Reason.LEASE_LOST;
            }
            if (words.contains(DELAYED)) {
                return Reason.UNAVAILABLE;
            }
            return denied() ? Reason.DENIED : Reason.FAILED;
        }
    }
}
