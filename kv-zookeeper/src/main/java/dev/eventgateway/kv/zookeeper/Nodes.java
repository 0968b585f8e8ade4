package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.data.Stat;

/** Some nodes at one moment: those that exist, by path. */
final class Nodes {

    private final Map<String, GetDataResult> found = new HashMap<>();

    /**
     * @param paths what was read
     * @param results what was answered, one for each path
     * @throws dev.eventgateway.kv.KvException if a node could not be read for another reason than that it does not
     *     exist
     */
    Nodes(List<String> paths, List<OpResult> results, String doing) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof GetDataResult node) {
                found.put(paths.get(i), node);
            } else if (results.get(i) instanceof ErrorResult error && error.getErr() != Code.NONODE.intValue()) {
                Code code = Code.get(error.getErr());
                throw Failures.ofRead(doing, KeeperException.create(code, paths.get(i)));
            }
        }
    }

    boolean exists(String path) {
        return found.containsKey(path);
    }

    /** {@return whether it exists, and does not end with a session} */
    boolean isLasting(String path) {
        return stat(path).filter(stat -> stat.getEphemeralOwner() == 0).isPresent();
    }

    Optional<Stat> stat(String path) {
        return Optional.ofNullable(found.get(path)).map(GetDataResult::getStat);
    }

    /** {@return the entry whose value stands at {@code path}} */
    Optional<KvEntry> entry(String path, Key key) {
        return Optional.ofNullable(found.get(path))
                .map(node -> new KvEntry(key, value(node), node.getStat().getMzxid()));
    }

    private static byte[] value(GetDataResult node) {
        byte[] value = node.getData();
        return value == null ? new byte[0] : value;
    }
}
