package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.server.TestServer;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one real store, under load for as long as a test takes, whatever happens to the store. */
abstract class TwoServersContract {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SUBSCRIPTIONS = "/v1/spaces/default/subscriptions";
    private static final String TYPES = "/v1/spaces/default/eventtypes";
    private static final String WIPED =
            "The store was wiped while the gateway ran: the last configuration stays in force,"
                    + " writes are refused until a restart.";

    @TempDir
    private Path folder;

    private final AtomicInteger names = new AtomicInteger();
    private TestServer store;
    private Instance one;
    private Instance other;
    private Load load;

    /** {@return a server of the store, running, with its data in {@code folder}} */
    abstract TestServer start(Path folder);

    @BeforeEach
    void open() throws Exception {
        store = start(folder);
        one = instance();
        other = instance();
        load = new Load(one, other);
    }

    @AfterEach
    void close() {
        load.close();
        one.close();
        other.close();
        store.close();
    }

    @Test
    void d36TheyKeepRoutingWhileTheStoreIsGoneAndFollowEachOtherAfterItsReturn() throws Exception {
        String configuration = one.config(SUBSCRIPTIONS).body();
        store.kill();
        awaitBoth("store", "stale");
        for (Instance instance : List.of(one, other)) {
            assertThat(instance.config(SUBSCRIPTIONS).body()).isEqualTo(configuration);
            assertThat(instance.config("/readyz").statusCode()).isEqualTo(200);
            assertRefused(write(instance));
        }
        load.awaitMore();

        store.start();
        awaitBoth("store", "connected");
        assertEachFollowsTheOther();
        load.assertNothingLost();
    }

    @Test
    void theyKeepRoutingWhileTheStoreHangsAndFollowEachOtherAfterwards() throws Exception {
        store.pause();
        for (Instance instance : List.of(one, other)) {
            assertRefused(write(instance));
            assertThat(instance.config(SUBSCRIPTIONS).statusCode()).isEqualTo(200);
        }
        load.awaitMore();
        store.resume();
        awaitBoth("store", "connected");
        assertEachFollowsTheOther();
        load.assertNothingLost();
    }

    @Test
    void aThirdThatStartsWhileTheStoreIsGoneWaitsForItsReturn() throws Exception {
        InetSocketAddress config = new InetSocketAddress(InetAddress.getLoopbackAddress(), TestServer.freePort());
        store.kill();
        CompletableFuture<Instance> starting = CompletableFuture.supplyAsync(
                () -> instance("--config-port=" + config.getPort(), "--startup-timeout=2m"),
                task -> new Thread(task, "third").start());
        await("life")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> {
                    return Instance.send(config, "GET", "/livez", "").statusCode() == 200;
                });
        assertThat(Instance.send(config, "GET", "/readyz", "").statusCode()).isEqualTo(503);
        assertThat(Instance.send(config, "GET", "/v1/status", "").body()).contains("\"state\":\"starting\"");

        store.start();
        try (Instance third = starting.get(60, TimeUnit.SECONDS)) {
            assertThat(third.config("/readyz").statusCode()).isEqualTo(200);
            assertThat(routes(third, Load.PATH)).isTrue();
            assertFollows(third, one);
        }
        load.assertNothingLost();
    }

    @Test
    void aWipedStoreUnRoutesNothingAndIsNotWrittenToUntilARestart() throws Exception {
        String configuration = one.config(SUBSCRIPTIONS).body();
        try (LogLines log = new LogLines()) {
            store.kill();
            store.wipe();
            store.launch();
            assertThat(answersUntilBothNotice()).isSubsetOf(503, 504);
            await("both say so")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(log.warnings()).filteredOn(WIPED::equals).hasSize(2));
        }
        for (Instance instance : List.of(one, other)) {
            assertThat(text(status(instance), "message")).isEqualTo(WIPED);
            HttpResponse<String> refused = write(instance);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains(WIPED);
            assertThat(instance.config(SUBSCRIPTIONS).body()).isEqualTo(configuration);
        }
        load.awaitMore();
        load.assertNothingLost();

        one.close();
        one = instance();
        assertThat(one.config(SUBSCRIPTIONS).body()).isEqualTo("{\"subscriptions\":[]}\n");
        assertThat(one.config(TYPES).body()).isEqualTo("{\"eventTypes\":[]}\n");
        one.subscribe("sync", "http.request", "GET", "/anew", load.url());
        assertThat(routes(one, "/anew")).isTrue();
        assertThat(routes(other, "/anew")).isFalse();
        assertThat(routes(other, Load.PATH)).isTrue();
        other.close();
        other = instance();
        assertThat(routes(other, "/anew")).isTrue();
        assertEachFollowsTheOther();
    }

    @Test
    void aStoreThatIsEmptiedByOtherMeansUnRoutesNothing() throws Exception {
        String configuration = one.config(SUBSCRIPTIONS).body();
        try (KvStore direct = KvStores.open(store.uri("gateway"))) {
            direct.commit(Transaction.of(Stream.of("config", "meta", "refs", "claims")
                    .flatMap(tree -> direct.list(Key.of(tree)).entries().stream())
                    .map(entry -> Operation.delete(entry.key()))
                    .toArray(Operation[]::new)));
        }
        awaitBoth("state", "foreign");
        for (Instance instance : List.of(one, other)) {
            assertThat(instance.config(SUBSCRIPTIONS).body()).isEqualTo(configuration);
            assertThat(write(instance).body()).contains(WIPED);
        }
        load.awaitMore();
        load.assertNothingLost();
    }

    @Test
    void aStoreThatIsRestoredFromABackupIsFollowed() throws Exception {
        store.kill();
        store.backUp();
        store.start();
        awaitBoth("store", "connected");
        String digest = text(status(one), "digest");
        other.subscribe("sync", "http.request", "GET", "/undone", load.url());
        awaitRoute(one, "/undone");

        store.kill();
        store.restore();
        store.start();

        awaitBoth("digest", digest);
        for (Instance instance : List.of(one, other)) {
            assertThat(routes(instance, "/undone")).isFalse();
            assertThat(text(status(instance), "state")).isEqualTo("ready");
        }
        awaitBoth("store", "connected");
        assertEachFollowsTheOther();
        load.assertNothingLost();
    }

    /** {@return how writes were answered, from before the store's return until both know that it is another} */
    private Set<Integer> answersUntilBothNotice() {
        Set<Integer> answers = new TreeSet<>();
        await("both").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            answers.add(write(one).statusCode());
            answers.add(write(other).statusCode());
            return text(status(one), "state").equals("foreign")
                    && text(status(other), "state").equals("foreign");
        });
        return answers;
    }

    private void awaitBoth(String member, String value) {
        for (Instance instance : List.of(one, other)) {
            await(member).atMost(PATIENCE).until(() -> text(status(instance), member), value::equals);
        }
    }

    private Instance instance(String... more) {
        String uri = "--store=" + store.uri("gateway") + "?timeout=2s";
        return Instance.start(Stream.concat(Stream.of(uri), Stream.of(more)).toArray(String[]::new));
    }

    private void assertEachFollowsTheOther() throws Exception {
        assertFollows(one, other);
        assertFollows(other, one);
    }

    private void assertFollows(Instance changed, Instance follower) throws Exception {
        String path = "/route-" + names.incrementAndGet();
        changed.subscribe("sync", "http.request", "GET", path, load.url());
        assertThat(routes(changed, path)).isTrue();
        awaitRoute(follower, path);
    }

    private static void awaitRoute(Instance instance, String path) {
        await(path).atMost(PATIENCE).until(() -> routes(instance, path));
    }

    private static boolean routes(Instance instance, String path) throws Exception {
        return instance.events("GET", path, "").statusCode() == 200;
    }

    private HttpResponse<String> write(Instance instance) throws Exception {
        return instance.config("POST", TYPES, "{\"name\":\"type-" + names.incrementAndGet() + "\"}");
    }

    /** Refused with a hint to try again, or left open. */
    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(503, 504);
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(answer.statusCode() == 503);
    }

    private static JsonObject status(Instance instance) throws Exception {
        return JsonParser.parseString(instance.config("/v1/status").body()).getAsJsonObject();
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }
}
