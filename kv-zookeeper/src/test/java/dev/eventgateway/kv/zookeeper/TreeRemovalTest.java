package dev.eventgateway.kv.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.server.ZooKeeperServer;
import dev.eventgateway.kv.spi.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a tree of which only a part is gone when something goes wrong. */
class TreeRemovalTest {

    private static final Key TREE = Key.of("tree");
    /** Besides the one at the root of the tree. */
    private static final int ENTRIES = 600;
    /** The size of the first part. */
    private static final int GONE = 500;

    @TempDir
    static Path folder;

    private static ZooKeeperServer server;

    private final String place = "removal-" + UUID.randomUUID();
    private final Paths paths = new Paths(Key.of(place));
    private final Links links = new Links("a store", true, () -> {});
    private KvStore store;
    private ZooKeeper handle;

    @BeforeAll
    static void startServer() {
        server = ZooKeeperServer.start(folder.resolve("server"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void fill() throws Exception {
        store = KvStores.open(server.uri(place) + "?timeout=30s");
        store.put(TREE, new byte[1]);
        for (int start = 0; start < ENTRIES; start += 50) {
            List<Operation> puts = IntStream.range(start, start + 50)
                    .mapToObj(i -> Operation.put(TREE.child("key-" + i), new byte[1]))
                    .toList();
            store.commit(new Transaction(List.of(), puts));
        }
        handle = new ZooKeeper(server.address(), 10_000, event -> {});
    }

    @AfterEach
    void close() throws Exception {
        handle.close();
        store.close();
    }

    @Test
    void aTreeOfWhichAPartIsGoneWhenTheLineIsCutIsNotCalledUnchanged() throws Exception {
        cutAfterTheFirstPart(links::down);

        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> new TreeRemoval(links, paths, TREE).run(Deadline.in(Duration.ofSeconds(5))))
                .withMessageContaining(GONE + " entries are gone")
                .withMessageContaining("no connection to a store within 5 s")
                .extracting(KvException::reason)
                .isEqualTo(Reason.INDETERMINATE);
        assertThat(store.list(TREE).entries()).hasSize(1 + ENTRIES - GONE);
    }

    @Test
    void aTreeOfWhichAPartIsGoneWhenTheCredentialsAreRefusedIsNotCalledUnchanged() throws Exception {
        cutAfterTheFirstPart(link -> links.refused());

        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> new TreeRemoval(links, paths, TREE).run(Deadline.in(Duration.ofSeconds(5))))
                .withMessageContaining("refuses the credentials")
                .extracting(KvException::reason)
                .isEqualTo(Reason.INDETERMINATE);
        assertThat(store.list(TREE).entries()).hasSize(1 + ENTRIES - GONE);
    }

    @Test
    void aTreeOfWhichNothingIsGoneIsCalledUnchanged() {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> new TreeRemoval(links, paths, TREE).run(Deadline.in(Duration.ofMillis(100))))
                .extracting(KvException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(store.list(TREE).entries()).hasSize(1 + ENTRIES);
    }

    /** The server tells of what is deleted before it answers who deleted it. */
    private void cutAfterTheFirstPart(Consumer<Link> cut) throws Exception {
        Link[] link = new Link[1];
        link[0] = new Link(handle, event -> onDelete(event, () -> cut.accept(link[0])), paths, Ids.OPEN_ACL_UNSAFE);
        link[0].attach(new Unread(path -> false)).get(30, TimeUnit.SECONDS);
        links.up(link[0]);
    }

    private static void onDelete(WatchedEvent event, Runnable action) {
        if (event.getType() == EventType.NodeDeleted) {
            action.run();
        }
    }
}
