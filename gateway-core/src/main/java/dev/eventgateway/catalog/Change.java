package dev.eventgateway.catalog;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A transaction in the making. Each guard is either required, and then the change is refused if it does not hold, or expected, and
 * then somebody else was faster and the change can be tried again. Guards are looked at in the order in which they were added.
 */
final class Change {

    private final List<Guard> guards = new ArrayList<>();
    private final Map<Guard, Supplier<CatalogException>> refusals = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /** Adds a guard that means {@code refusal} if it does not hold. */
    Change require(Guard guard, Supplier<CatalogException> refusal) {
        guards.add(guard);
        refusals.put(guard, refusal);
        return this;
    }

    /** Adds a guard that holds unless somebody else was faster. */
    Change expect(Guard guard) {
        guards.add(guard);
        return this;
    }

    /** Adds a guard that is looked at before all others; if it does not hold, nothing else of this change means anything. */
    Change under(Guard guard) {
        guards.add(0, guard);
        return this;
    }

    /** Adds what is to be done. */
    Change then(Operation operation) {
        operations.add(operation);
        return this;
    }

    /**
     * Carries the change out.
     *
     * @return the revision of the write, empty if somebody else was faster
     * @throws CatalogException if a required guard does not hold
     * @throws dev.eventgateway.kv.KvException if the store fails
     */
    OptionalLong commit(KvStore store) {
        Transaction.Outcome outcome = store.commit(new Transaction(guards, operations));
        if (outcome instanceof Transaction.Refused refused) {
            Supplier<CatalogException> refusal = refusals.get(refused.guard());
            if (refusal != null) {
                throw refusal.get();
            }
        }
        return outcome.revision();
    }
}
