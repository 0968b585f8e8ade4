package dev.eventgateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done on whichever gateway, all see the same in the end, and what they see is whole. */
class ConvergenceTest {

    private static final List<String> SPACES = List.of("default", "other");
    private static final List<String> IDS = List.of("a", "b", "c");
    private static final List<String> PATHS = List.of("/", "/:x", "/:y", "/a/*rest");

    private final KvStore here = KvStores.open("memory:convergence");
    private final KvStore there = KvStores.open("memory:convergence");
    private final Desk desk = new Desk(here);
    private final Desk peer = new Desk(there);

    @AfterEach
    void close() {
        desk.close();
        peer.close();
        here.close();
        there.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aThousandRandomChangesOnTwoGatewaysEndInOneConfiguration(long seed) throws Exception {
        CompletableFuture<Integer> mine = CompletableFuture.supplyAsync(
                () -> changes(desk, new Random(seed)), task -> new Thread(task, "beside").start());
        CompletableFuture<Integer> theirs = CompletableFuture.supplyAsync(
                () -> changes(peer, new Random(-seed)), task -> new Thread(task, "beside").start());
        assertThat(mine.get(1, TimeUnit.MINUTES) + theirs.get(1, TimeUnit.MINUTES))
                .isGreaterThan(200);
        await().until(() ->
                desk.catalog().status().revision() == peer.catalog().status().revision());
        assertSame(desk, peer);
        try (Desk fresh = new Desk(here)) {
            assertSame(desk, fresh);
        }
        assertWhole(desk.catalog().table());
    }

    @Test
    void whatIsWrittenIsInForceWhenTheWriteAnswers() {
        desk.withTypeAndFunction();
        for (int i = 0; i < 200; i++) {
            Subscription subscription = Subscription.sync("test.event", "func", "GET", "/" + i);
            assertThat(desk.subscriptions().create(subscription).live()).isTrue();
            assertThat(desk.catalog()
                            .table()
                            .match("GET", "/" + i, "test.event")
                            .sync())
                    .isPresent();
            assertThat(desk.subscriptions()
                            .delete("default", subscription.subscriptionId())
                            .live())
                    .isTrue();
            assertThat(desk.catalog()
                            .table()
                            .match("GET", "/" + i, "test.event")
                            .sync())
                    .isEmpty();
        }
    }

    @Test
    void aPeerFollows() {
        desk.withTypeAndFunction();
        await().until(() -> peer.functions().get("default", "func").isPresent());
        desk.functions().delete("default", "func");
        await().until(() -> peer.functions().get("default", "func").isEmpty());
    }

    @Test
    void theDigestStandsForTheContentAndNotForTheWayThere() {
        String empty = desk.catalog().status().digest();
        assertThat(empty).isEqualTo("0000000000000000");
        desk.eventTypes().create(EventType.of("a"));
        desk.eventTypes().create(EventType.of("b"));
        String both = desk.catalog().status().digest();
        desk.eventTypes().delete("default", "a");
        assertThat(desk.catalog().status().digest()).isNotEqualTo(both).hasSize(16);
        desk.eventTypes().create(EventType.of("a"));
        desk.eventTypes().update(EventType.of("a"));
        assertThat(desk.catalog().status().digest()).isEqualTo(both);
        desk.eventTypes().delete("default", "b");
        desk.eventTypes().delete("default", "a");
        assertThat(desk.catalog().status().digest()).isEqualTo(empty);
    }

    /** {@return how many of 500 changes were made; the others were refused} */
    private static int changes(Desk desk, Random random) {
        int made = 0;
        for (int i = 0; i < 500; i++) {
            try {
                change(desk, random);
                made++;
            } catch (CatalogException refusal) {
                assertThat(refusal.reason())
                        .as(refusal.getMessage())
                        .isIn(EnumSet.complementOf(EnumSet.of(Reason.UNAVAILABLE, Reason.INDETERMINATE)));
            }
        }
        return made;
    }

    private static void change(Desk desk, Random random) {
        String space = pick(SPACES, random);
        switch (random.nextInt(4)) {
            case 0 -> change(desk.eventTypes(), eventType(space, random), space, pick(IDS, random), random);
            case 1 -> change(desk.functions(), function(space, random), space, pick(IDS, random), random);
            case 2 -> {
                CorsRule rule = corsRule(space, random);
                change(desk.corsRules(), rule, space, rule.corsId(), random);
            }
            default -> {
                Subscription subscription = subscription(space, random);
                change(desk.subscriptions(), subscription, space, subscription.subscriptionId(), random);
            }
        }
    }

    private static <T> void change(Section<T> section, T document, String space, String id, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> section.delete(space, id);
            case 1 -> section.update(document);
            default -> section.create(document);
        }
    }

    private static EventType eventType(String space, Random random) {
        Optional<String> authorizer = random.nextInt(3) == 0 ? Optional.of(pick(IDS, random)) : Optional.empty();
        return new EventType(space, pick(IDS, random), authorizer, metadata(random));
    }

    private static FunctionSpec function(String space, Random random) {
        return new FunctionSpec(
                space,
                pick(IDS, random),
                "http",
                Desk.function(pick(IDS, random)).provider(),
                metadata(random));
    }

    private static Subscription subscription(String space, Random random) {
        return new Subscription(
                space,
                random.nextBoolean() ? Subscription.Type.SYNC : Subscription.Type.ASYNC,
                pick(IDS, random),
                pick(IDS, random),
                pick(PATHS, random),
                "POST",
                metadata(random));
    }

    private static CorsRule corsRule(String space, Random random) {
        return new CorsRule(
                space, "GET", pick(PATHS, random), IDS, List.of(), List.of(), random.nextBoolean(), metadata(random));
    }

    private static Map<String, String> metadata(Random random) {
        return Map.of("n", String.valueOf(random.nextInt(3)));
    }

    private static String pick(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static void assertSame(Desk one, Desk other) {
        assertThat(one.catalog().table()).isEqualTo(other.catalog().table());
        assertThat(one.catalog().status().digest())
                .isEqualTo(other.catalog().status().digest());
        assertThat(one.catalog().status().skippedCount()).isZero();
    }

    private void assertWhole(RoutingTable table) {
        for (String space : table.spaces()) {
            for (Subscription subscription : table.subscriptions(space)) {
                assertThat(table.function(space, subscription.functionId())).isPresent();
                assertThat(table.eventType(space, subscription.eventType())).isPresent();
            }
            table.eventTypes(space).stream()
                    .flatMap(eventType -> eventType.authorizerId().stream())
                    .forEach(authorizer ->
                            assertThat(table.function(space, authorizer)).isPresent());
        }
        assertThat(claims()).isEqualTo(owners(table));
        assertThat(here.list(Key.of("refs")).entries())
                .allSatisfy(entry -> assertThat(here.exists(referred(entry.key())))
                        .as(entry.toString())
                        .isTrue());
    }

    private Set<Key> claims() {
        return here.list(Key.of("claims")).entries().stream().map(KvEntry::key).collect(Collectors.toSet());
    }

    private static Set<Key> owners(RoutingTable table) {
        return table.spaces().stream()
                .flatMap(space -> Stream.concat(
                        table.subscriptions(space).stream().flatMap(each -> new Subscriptions().claim(each).stream()),
                        table.corsRules(space).stream().flatMap(each -> new CorsRules().claim(each).stream())))
                .map(Keys::claim)
                .collect(Collectors.toSet());
    }

    private static Key referred(Key reference) {
        List<String> segments = reference.segments();
        Kind kind = segments.get(1).equals("functions") ? Kind.FUNCTION : Kind.EVENT_TYPE;
        return Keys.document(new DocumentId(kind, segments.get(2), segments.get(3)));
    }
}
