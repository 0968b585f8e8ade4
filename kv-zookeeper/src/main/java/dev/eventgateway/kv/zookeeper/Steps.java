package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;

/**
 * The operations of one request, which ZooKeeper carries out in this order or not at all. Checks stand before what they
 * would be misled by.
 *
 * <p>A node's version starts again at 0 when it is made again, so it alone does not tell whether the node is still the
 * same one; and the server removes the nodes of a session that ends without a word to anybody. Therefore:
 *
 * <ul>
 *   <li>A value that lasts is written once more by whoever makes its node, so that its version is never 0; a value that
 *       ends with a session is never written again, but made anew, so that its version always is.
 *   <li>Whoever removes a node, or makes one that ends with a session, touches the directory that it lies in.
 * </ul>
 *
 * <p>So as long as both have the version that they had, the node is the one that was read: one that lasts could only
 * have gone by somebody who touched the directory; in the place of one that ends with a session there is another of
 * that kind, whose maker touched the directory, or one of another version. Who makes a value that lasts, where there is
 * none, disturbs nobody.
 */
final class Steps {

    private static final byte[] NOTHING = {};
    private static final int ANY_VERSION = -1;
    /** Below a value, where nothing ever stands. */
    private static final String PROBE = "/probe";

    private final Paths paths;
    private final Nodes nodes;
    private final List<ACL> acl;
    private final boolean contested;
    private final List<Op> ops = new ArrayList<>();
    /** Directories whose version has been checked. */
    private final Set<String> checked = new LinkedHashSet<>();
    /** Directories to touch. */
    private final Set<String> changed = new LinkedHashSet<>();

    /**
     * @param nodes as they were read
     * @param acl of the nodes that are made
     * @param contested whether somebody else changed the nodes the last time
     */
    Steps(Paths paths, Nodes nodes, List<ACL> acl, boolean contested) {
        this.paths = paths;
        this.nodes = nodes;
        this.acl = acl;
        this.contested = contested;
    }

    /** {@return an operation that changes nothing but the version and the transaction of a node} */
    static Op touch(String path) {
        return Op.setData(path, NOTHING, ANY_VERSION);
    }

    void requireExists(String path) {
        ops.add(Op.check(path, ANY_VERSION));
    }

    void requireUnchanged(String path) {
        ops.add(check(path));
        requireSameDirectory(path);
    }

    /** ZooKeeper has no check of absence: making what is removed at once fails if it is there. */
    void requireAbsent(Key key) {
        String outermost = Stream.concat(paths.directories(key).stream(), Stream.of(paths.value(key)))
                .filter(path -> !nodes.exists(path))
                .findFirst()
                .orElseThrow();
        makeAndRemove(outermost);
    }

    /** A value that lasts. */
    void put(String path, byte[] value) {
        if (nodes.isLasting(path)) {
            requireLasting(path);
        } else {
            deleteIfThere(path);
            ops.add(Op.create(path, NOTHING, acl, CreateMode.PERSISTENT));
        }
        ops.add(Op.setData(path, value, ANY_VERSION));
    }

    /** A value that ends with the session in which the request is sent: that of who made the node, whoever writes. */
    void putLeased(String path, byte[] value) {
        deleteIfThere(path);
        ops.add(Op.create(path, value, acl, CreateMode.EPHEMERAL));
        changed.add(Paths.parent(path));
    }

    void delete(String path) {
        ops.add(Op.delete(path, ANY_VERSION));
        changed.add(Paths.parent(path));
    }

    List<Op> all() {
        changed.forEach(directory -> ops.add(touch(directory)));
        ops.add(touch(paths.root()));
        return ops;
    }

    private void deleteIfThere(String path) {
        if (nodes.exists(path)) {
            delete(path);
        }
    }

    /**
     * A value that lasts must not be written to a node that somebody has made meanwhile for his session. Where others
     * keep touching the directory that has to be asked of the node itself: one that ends with a session takes no
     * children. Not at the first try, as all who watch are told of the child.
     */
    private void requireLasting(String path) {
        if (contested) {
            makeAndRemove(path + PROBE);
        } else {
            requireSameDirectory(path);
        }
    }

    private void requireSameDirectory(String path) {
        String directory = Paths.parent(path);
        if (checked.add(directory)) {
            ops.add(check(directory));
        }
    }

    private Op check(String path) {
        return Op.check(path, nodes.stat(path).orElseThrow().getVersion());
    }

    private void makeAndRemove(String path) {
        ops.add(Op.create(path, NOTHING, acl, CreateMode.PERSISTENT));
        ops.add(Op.delete(path, ANY_VERSION));
    }
}
