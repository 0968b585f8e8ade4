package dev.eventgateway.kv.zookeeper;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, from the moment it stands until it is lost: ZooKeeper's asynchronous calls as futures,
 * which complete on its event thread, and the notifications of what changes below the root.
 *
 * <p>ZooKeeper's own handle is used, not Curator's calls: those retry, and hide the transaction ids of notifications.
 */
final class Link {

    /** What is not there as it was when it was read. */
    private static final Set<Code> CONFLICTS =
            EnumSet.of(Code.NONODE, Code.NODEEXISTS, Code.BADVERSION, Code.NOCHILDRENFOREPHEMERALS);

    private final ZooKeeper zooKeeper;
    private final Watcher watcher;
    private final Paths paths;
    private final List<ACL> acl;
    private final Set<Unread> readers = ConcurrentHashMap.newKeySet();
    private volatile boolean lost;
    private @Nullable CompletableFuture<Void> watched;

    /**
     * @param watcher the same for all connections of one session, as ZooKeeper would keep each of several
     * @param acl of the nodes that are made
     */
    Link(ZooKeeper zooKeeper, Watcher watcher, Paths paths, List<ACL> acl) {
        this.zooKeeper = zooKeeper;
        this.watcher = watcher;
        this.paths = paths;
        this.acl = acl;
    }

    /** {@return whether its session is not over, as far as this side knows} */
    boolean isAlive() {
        return zooKeeper.getState().isAlive();
    }

    /** {@return who may do what to the nodes that are made} */
    List<ACL> acl() {
        return acl;
    }

    /**
     * From now on {@code reader} learns of changes, until the connection is lost.
     *
     * @return complete when no change can be missed any more
     */
    CompletableFuture<Void> attach(Unread reader) {
        readers.add(reader);
        if (lost) {
            reader.lose();
        }
        return watched();
    }

    void detach(Unread reader) {
        readers.remove(reader);
    }

    /** Something changed below the root. */
    void notified(WatchedEvent event) {
        readers.forEach(reader -> reader.add(event.getPath(), event.getZxid()));
    }

    /** The connection is gone, and with it the notifications. */
    void lose() {
        lost = true;
        readers.forEach(Unread::lose);
    }

    /** {@return complete when what is read next is as new as the newest write answered before this call} */
    CompletableFuture<Void> sync() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        zooKeeper.sync(paths.root(), (code, path, context) -> complete(answer, code, path, null), null);
        return answer;
    }

    /** {@return the children of {@code path}; none if it does not exist} */
    CompletableFuture<Children> children(String path) {
        CompletableFuture<Children> answer = new CompletableFuture<>();
        zooKeeper.getChildren(
                path,
                false,
                (code, at, context, names, stat) -> {
                    if (code == Code.NONODE.intValue()) {
                        answer.complete(new Children(List.of(), 0));
                    } else {
                        complete(answer, code, at, names == null ? null : new Children(names, stat.getPzxid()));
                    }
                },
                null);
        return answer;
    }

    /** {@return complete when the node exists, with no value} */
    CompletableFuture<Void> create(String path) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        zooKeeper.create(
                path,
                new byte[0],
                acl,
                CreateMode.PERSISTENT,
                (code, at, context, name) ->
                        complete(answer, code == Code.NODEEXISTS.intValue() ? Code.OK.intValue() : code, at, null),
                null);
        return answer;
    }

    /**
     * {@return what {@code nodes} makes of the nodes at {@code reads}, all read at one moment}
     *
     * @param nodes called on the event thread, where all notifications of earlier changes have already been
     */
    <T> CompletableFuture<T> read(List<String> reads, Function<List<OpResult>, T> nodes) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        // The overall code is that of the first node that failed: each result has its own.
        zooKeeper.multi(
                reads.stream().map(Op::getData).toList(),
                (code, path, context, results) -> {
                    if (results == null) {
                        complete(answer, code, path, null);
                    } else {
                        answer.complete(nodes.apply(results));
                    }
                },
                null);
        return answer;
    }

    /**
     * {@return how {@code operations} ended, which are carried out together or not at all}
     *
     * @param operations the last of them touches the root
     */
    CompletableFuture<Written> write(List<Op> operations) {
        CompletableFuture<Written> answer = new CompletableFuture<>();
        zooKeeper.multi(
                operations,
                (code, path, context, results) -> {
                    if (results != null && CONFLICTS.contains(Code.get(code))) {
                        answer.complete(new Written(0, conflict(results)));
                    } else {
                        complete(answer, code, path, results == null ? null : new Written(revision(results), -1));
                    }
                },
                null);
        return answer;
    }

    private static long revision(List<OpResult> results) {
        return results.get(results.size() - 1) instanceof SetDataResult root
                ? root.getStat().getMzxid()
                : 0;
    }

    private static int conflict(List<OpResult> results) {
        return IntStream.range(0, results.size())
                .filter(i -> results.get(i) instanceof ErrorResult error && error.getErr() != Code.OK.intValue())
                .findFirst()
                .orElseThrow();
    }

    private synchronized CompletableFuture<Void> watched() {
        if (watched == null || watched.isCompletedExceptionally()) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            zooKeeper.addWatch(
                    paths.root(),
                    watcher,
                    AddWatchMode.PERSISTENT_RECURSIVE,
                    (code, path, context) -> complete(answer, code, path, null),
                    null);
            watched = answer;
        }
        return watched;
    }

    private static <T> void complete(CompletableFuture<T> answer, int code, String path, @Nullable T result) {
        if (code == Code.OK.intValue()) {
            answer.complete(result);
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }

    /**
     * What stands in a node.
     *
     * @param names of its children
     * @param changed the last transaction that made or removed one of them
     */
    record Children(List<String> names, long changed) {}

    /**
     * How a request to write ended.
     *
     * @param revision of the write, if it was carried out
     * @param conflict the index of the first operation that does not fit what stands there; negative if there was none
     */
    record Written(long revision, int conflict) {
        boolean done() {
            return conflict < 0;
        }
    }
}
