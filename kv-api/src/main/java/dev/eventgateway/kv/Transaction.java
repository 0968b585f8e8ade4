package dev.eventgateway.kv;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Operations that happen all or not at all, and only if every guard holds: {@code Transaction.when(absent(a),
 * exists(b)).then(put(a, value))}. Each key appears at most once among the guards and at most once among the
 * operations; all puts with a lease are with the same one.
 *
 * @param guards checked in this order; may be empty
 * @param operations carried out together, at one revision; at least one
 */
public record Transaction(List<Guard> guards, List<Operation> operations) {

    /**
     * @throws KvException with {@link KvException.Reason#INVALID} for a repeated key, no operation or several
     *     leases, {@link KvException.Reason#TOO_LARGE} past a cap of {@link KvLimits}
     */
    public Transaction {
        guards = List.copyOf(guards);
        operations = List.copyOf(operations);
        KvLimits.check(guards, operations);
    }

    /** {@return the lease of its puts with a lease; empty if there are none} */
    public Optional<Lease> lease() {
        return leases(operations).findFirst();
    }

    static Stream<Lease> leases(List<Operation> operations) {
        return leased(operations).flatMap(put -> put.lease().stream());
    }

    static Stream<Operation.Put> leased(List<Operation> operations) {
        return operations.stream()
                .filter(Operation.Put.class::isInstance)
                .map(Operation.Put.class::cast)
                .filter(put -> put.lease().isPresent());
    }

    /** {@return a transaction without guards} */
    public static Transaction of(Operation... operations) {
        return when().then(operations);
    }

    /** Starts a transaction that needs all of {@code guards} to hold. */
    public static When when(Guard... guards) {
        return new When(List.of(guards));
    }

    /** The first half of a transaction. */
    public static final class When {

        private final List<Guard> guards;

        private When(List<Guard> guards) {
            this.guards = guards;
        }

        /** {@return the transaction that carries out {@code operations} when the guards hold} */
        public Transaction then(Operation... operations) {
            return new Transaction(guards, List.of(operations));
        }
    }

    /** How a transaction ended. */
    public sealed interface Outcome {

        /** {@return whether the operations were carried out} */
        default boolean committed() {
            return this instanceof Committed;
        }

        /** {@return the revision of the write, empty if it was refused} */
        default OptionalLong revision() {
            return this instanceof Committed done ? OptionalLong.of(done.at()) : OptionalLong.empty();
        }
    }

    /**
     * Everything was carried out.
     *
     * @param at the revision that all written entries now carry
     */
    public record Committed(long at) implements Outcome {}

    /**
     * Nothing was carried out.
     *
     * @param guard the first of the caller's guards, in their order, that was found not to hold
     */
    public record Refused(Guard guard) implements Outcome {}
}
