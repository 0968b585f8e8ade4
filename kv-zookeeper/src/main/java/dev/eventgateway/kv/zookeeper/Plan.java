package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * What a transaction comes to in ZooKeeper's terms, given the nodes that it touches at one moment. The operations it
 * gives hold only while those nodes are as they were; otherwise ZooKeeper refuses them all and the nodes must be read
 * again.
 */
final class Plan {

    private final Paths paths;
    private final Transaction transaction;

    Plan(Paths paths, Transaction transaction) {
        this.paths = paths;
        this.transaction = transaction;
    }

    /** {@return the nodes to read} */
    List<String> reads() {
        Set<String> reads = new LinkedHashSet<>(List.of(paths.root()));
        Stream.concat(
                        transaction.guards().stream().map(Guard::key),
                        transaction.operations().stream().map(Operation::key))
                .forEach(key -> {
                    reads.addAll(paths.directories(key));
                    reads.add(paths.value(key));
                });
        return List.copyOf(reads);
    }

    /** {@return the first of the caller's guards that does not hold} */
    Optional<Guard> broken(Nodes nodes) {
        return transaction.guards().stream()
                .filter(guard -> !holds(guard, nodes))
                .findFirst();
    }

    /** {@return the directories that have to be created first, outermost first} */
    Collection<String> missing(Nodes nodes) {
        Set<String> missing = new LinkedHashSet<>();
        if (!nodes.exists(paths.root()) || !nodes.exists(paths.tree())) {
            missing.addAll(paths.foundations());
        }
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Operation.Put put) {
                paths.directories(put.key()).stream()
                        .filter(directory -> !nodes.exists(directory))
                        .forEach(missing::add);
            }
        }
        return missing;
    }

    /**
     * {@return the operations, the last of which touches the root}
     *
     * @param acl of the nodes that they make
     * @param contested whether somebody else changed the nodes the last time
     */
    List<Op> operations(Nodes nodes, List<ACL> acl, boolean contested) {
        Steps steps = new Steps(paths, nodes, acl, contested);
        transaction.guards().forEach(guard -> check(guard, steps));
        transaction.operations().forEach(operation -> write(operation, nodes, steps));
        return steps.all();
    }

    private boolean holds(Guard guard, Nodes nodes) {
        Optional<Stat> found = nodes.stat(paths.value(guard.key()));
        if (guard instanceof Guard.Unchanged unchanged) {
            return found.filter(stat -> stat.getMzxid() == unchanged.revision()).isPresent();
        }
        return found.isPresent() == guard instanceof Guard.Exists;
    }

    private void check(Guard guard, Steps steps) {
        if (guard instanceof Guard.Exists) {
            steps.requireExists(paths.value(guard.key()));
        } else if (guard instanceof Guard.Unchanged) {
            steps.requireUnchanged(paths.value(guard.key()));
        } else if (!isPut(guard.key())) {
            steps.requireAbsent(guard.key());
        }
    }

    private boolean isPut(Key key) {
        return transaction.operations().stream()
                .anyMatch(operation ->
                        operation instanceof Operation.Put && operation.key().equals(key));
    }

    private void write(Operation operation, Nodes nodes, Steps steps) {
        String path = paths.value(operation.key());
        if (operation instanceof Operation.Put put) {
            if (put.lease().isPresent()) {
                steps.putLeased(path, put.value());
            } else {
                steps.put(path, put.value());
            }
        } else if (nodes.exists(path)) {
            steps.delete(path);
        } else {
            steps.requireAbsent(operation.key());
        }
    }
}
