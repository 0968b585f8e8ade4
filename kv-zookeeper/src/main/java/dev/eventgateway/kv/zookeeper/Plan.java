package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;

/**
 * What a transaction comes to in ZooKeeper's terms, given the nodes that it touches at one moment. The operations it
 * gives hold only while those nodes are as they were; otherwise ZooKeeper refuses them all and the nodes must be read
 * again.
 *
 * <p>A node's version starts again at 0 when it is created again, so it alone does not tell whether the node is still
 * the same one. Therefore each delete also touches the directory that the node lies in, and a check of a version checks
 * that too.
 */
final class Plan {

    private static final byte[] NOTHING = {};
    private static final int ANY_VERSION = -1;

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

    /** {@return the operations, the last of which touches the root} */
    List<Op> operations(Nodes nodes) {
        List<Op> ops = new ArrayList<>();
        transaction.guards().forEach(guard -> ops.addAll(check(guard, nodes)));
        Set<String> touched = new LinkedHashSet<>();
        for (Operation operation : transaction.operations()) {
            String path = paths.value(operation.key());
            if (operation instanceof Operation.Put put) {
                ops.add(put(path, put.value(), nodes));
            } else if (nodes.exists(path)) {
                ops.add(Op.delete(path, ANY_VERSION));
                touched.add(Paths.parent(path));
            } else {
                ops.addAll(absent(operation.key(), nodes));
            }
        }
        touched.forEach(directory -> ops.add(touch(directory)));
        ops.add(touch(paths.root()));
        return ops;
    }

    static Op touch(String path) {
        return Op.setData(path, NOTHING, ANY_VERSION);
    }

    private boolean holds(Guard guard, Nodes nodes) {
        Optional<Stat> found = nodes.stat(paths.value(guard.key()));
        if (guard instanceof Guard.Unchanged unchanged) {
            return found.filter(stat -> stat.getMzxid() == unchanged.revision()).isPresent();
        }
        return found.isPresent() == guard instanceof Guard.Exists;
    }

    private List<Op> check(Guard guard, Nodes nodes) {
        String path = paths.value(guard.key());
        if (guard instanceof Guard.Exists) {
            return List.of(Op.check(path, ANY_VERSION));
        }
        if (guard instanceof Guard.Unchanged) {
            return List.of(unchanged(path, nodes), unchanged(Paths.parent(path), nodes));
        }
        return isPut(guard.key()) ? List.of() : absent(guard.key(), nodes);
    }

    private static Op unchanged(String path, Nodes nodes) {
        return Op.check(path, nodes.stat(path).orElseThrow().getVersion());
    }

    private boolean isPut(Key key) {
        return transaction.operations().stream()
                .anyMatch(operation ->
                        operation instanceof Operation.Put && operation.key().equals(key));
    }

    private Op put(String path, byte[] value, Nodes nodes) {
        return nodes.exists(path)
                ? Op.setData(path, value, ANY_VERSION)
                : Op.create(path, value, Link.OPEN, CreateMode.PERSISTENT);
    }

    /** ZooKeeper has no check of absence: creating what is deleted at once fails if it is there. */
    private List<Op> absent(Key key, Nodes nodes) {
        String outermost = Stream.concat(paths.directories(key).stream(), Stream.of(paths.value(key)))
                .filter(path -> !nodes.exists(path))
                .findFirst()
                .orElseThrow();
        return List.of(
                Op.create(outermost, NOTHING, Link.OPEN, CreateMode.PERSISTENT), Op.delete(outermost, ANY_VERSION));
    }
}
