package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.Generate.oneOf;
import static org.quicktheories.generators.Generate.pick;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.TableChange.PutEventType;
import dev.eventgateway.routing.TableChange.PutFunction;
import dev.eventgateway.routing.TableChange.PutSubscription;
import dev.eventgateway.routing.TableChange.Remove;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

class RoutingTablePropertyTest {

    private static final Map<String, String> DECODED =
            Map.of("%61", "a", "%C3%A4", "ä", "a%2Fb", "a/b", "%3Aid", ":id", "%2A", "*", "a%20b", "a b");

    private static final Gen<String> SEGMENT =
            pick(List.of("a", "b", "%61", "", "ä", "%C3%A4", "a%2Fb", "%zz", "%3Aid", "%2A", "a%20b", "a b", "a+b"));
    private static final Gen<String> SPACE = pick(List.of("ark", "zoo"));
    private static final Gen<String> METHOD = pick(List.of("GET", "POST"));
    private static final Gen<String> SUBSCRIBED_TYPE = pick(
            List.of("a", "a.b", "a.*", "a.b.*", "a.b.c", "a.c.*", ".*", "ab.*", "eventgateway.*", "eventgateway.a"));
    private static final Gen<String> EVENT_TYPE =
            pick(List.of("a", "a.b", "a.b.c", "a.b.c.d", "a.c", "a.", "b", ".", ""));
    private static final Gen<String> FUNCTION = pick(List.of("f", "g"));
    private static final Gen<Map<String, String>> METADATA = pick(List.of(Map.of(), Map.of("note", "x")));

    private static final Route ROUTE = new Route(Subscription.async("a", "f"), "id", PathParameters.NONE);

    /** Twice the same, each time. */
    private static final List<List<String>> SPELLINGS = List.of(
            List.of("", ""),
            List.of("a", "%61"),
            List.of("ä", "%C3%A4"),
            List.of("%c3%84", "%C3%84"),
            List.of("a b", "a%20b"),
            List.of("a%2fb", "a%2Fb"),
            List.of("%3aid", "%3Aid"),
            List.of("%2a", "%2A"),
            List.of("100%", "100%25"),
            List.of(":x", ":y"));

    private final NaiveRouter oracle = new NaiveRouter(segment -> DECODED.getOrDefault(segment, segment));

    @Test
    void anySequenceOfChangesGivesTheTableBuiltFromScratch() {
        qt().withExamples(2_000)
                .forAll(lists().of(changes()).ofSizeBetween(0, 60), integers().all())
                .checkAssert((changes, seed) -> {
                    RoutingTable table = RoutingTable.empty();
                    for (TableChange change : changes) {
                        table = table.apply(List.of(change));
                    }

                    RoutingTable fromScratch = RoutingTable.empty().apply(remaining(changes, seed));

                    assertThat(table).isEqualTo(fromScratch).hasSameHashCodeAs(fromScratch);
                    assertThat(table.spaces()).isEqualTo(fromScratch.spaces());
                    assertSameLists(table, fromScratch);
                    assertSameUsers(table, fromScratch);
                    assertThat(table.apply(remaining(changes, seed))).isSameAs(table);
                });
    }

    @Test
    void noOrderOfChangesLeavesATraceInTheIndexes() {
        qt().withExamples(2_000)
                .forAll(
                        lists().of(subscriptions()).ofSizeBetween(0, 40),
                        integers().all())
                .checkAssert((subscriptions, seed) -> {
                    Subscriptions detour = Subscriptions.EMPTY;
                    for (Subscription each : subscriptions) {
                        detour = detour.with(each, each.subscriptionId());
                    }
                    List<Subscription> kept = subscriptions.subList(0, subscriptions.size() / 2);
                    Subscriptions direct = Subscriptions.EMPTY;
                    for (Subscription each : kept) {
                        direct = direct.with(each, each.subscriptionId());
                    }
                    for (Subscription each : shuffled(subscriptions, seed)) {
                        detour = detour.without(each.space(), each.subscriptionId());
                    }

                    assertThat(detour).isEqualTo(Subscriptions.EMPTY);
                    for (Subscription each : kept) {
                        detour = detour.with(each, each.subscriptionId());
                    }
                    assertThat(detour).isEqualTo(direct);
                });
    }

    @Test
    void aMatchIsWhatLookingAtEverySubscriptionFinds() {
        qt().withExamples(3_000)
                .forAll(
                        lists().of(changes()).ofSizeBetween(0, 80),
                        lists().of(requestPaths()).ofSize(20),
                        METHOD,
                        lists().of(EVENT_TYPE).ofSize(3))
                .checkAssert((changes, paths, method, types) -> {
                    RoutingTable table = RoutingTable.empty().apply(changes);
                    List<Subscription> all = new ArrayList<>(table.subscriptions("ark"));
                    all.addAll(table.subscriptions("zoo"));

                    for (String path : paths) {
                        for (String type : types) {
                            assertThat(table.match(method, path, type))
                                    .as("%s %s %s", method, path, type)
                                    .isEqualTo(oracle.match(all, method, path, type));
                        }
                    }
                });
    }

    @Test
    void theObserversOfASpaceAreThoseWhoWouldGetTheEventAtTheRootIfItCameFromThere() {
        qt().withExamples(2_000)
                .forAll(lists().of(changes()).ofSizeBetween(0, 80))
                .checkAssert(changes -> {
                    RoutingTable table = RoutingTable.empty().apply(changes);

                    boolean observed = false;
                    for (String space : List.of("ark", "zoo")) {
                        for (String type : List.of("eventgateway.a", "eventgateway.a.b", "eventgateway.")) {
                            assertThat(table.observers(space, type))
                                    .isEqualTo(oracle.match(table.subscriptions(space), "POST", "/", type)
                                            .async());
                            observed |= !table.observers(space, type).isEmpty();
                        }
                    }
                    assertThat(table.isObserved() || !observed).isTrue();
                });
    }

    @Test
    void twoSpellingsOfAPathHaveOneShapeAndOnePlaceInTheTable() {
        qt().withExamples(2_000)
                .forAll(
                        lists().of(pick(SPELLINGS)).ofSizeBetween(1, 5),
                        lists().of(pick(SPELLINGS)).ofSizeBetween(1, 5))
                .checkAssert((path, other) -> {
                    String left = spelled(path, true);
                    String right = spelled(path, false);

                    assertThat(PathPattern.shape(left)).isEqualTo(PathPattern.shape(right));
                    assertThat(PathPattern.shape(left).equals(PathPattern.shape(spelled(other, false))))
                            .isEqualTo(path.equals(other));
                    assertThat(node(left)).isEqualTo(node(right));
                });
    }

    private static Gen<TableChange> changes() {
        Gen<EventType> eventTypes = SPACE.zip(
                SUBSCRIBED_TYPE,
                pick(List.of(Optional.<String>empty(), Optional.of("f"), Optional.of("g"))),
                METADATA,
                EventType::new);
        Gen<FunctionSpec> functions = SPACE.zip(
                FUNCTION,
                FUNCTION,
                (space, id, handler) -> FunctionSpec.java(id, handler).inSpace(space));
        Gen<TableChange> puts = oneOf(
                subscriptions().map(PutSubscription::new),
                subscriptions().map(PutSubscription::new),
                oneOf(eventTypes.map(PutEventType::new), functions.map(PutFunction::new)));
        return oneOf(puts, puts, puts.map(RoutingTablePropertyTest::removal));
    }

    private static Gen<Subscription> subscriptions() {
        Gen<Subscription> placed = SPACE.zip(
                pick(List.of(Subscription.Type.values())),
                SUBSCRIBED_TYPE,
                FUNCTION,
                METADATA,
                (space, type, eventType, function, metadata) ->
                        new Subscription(space, type, eventType, function, "/", "POST", metadata));
        return placed.zip(METHOD, patterns(), (each, method, path) -> each.at(method, path))
                .zip(pick(List.of("", "f", "g")), (each, dead) -> dead.isEmpty() ? each : each.withDeadLetter(dead));
    }

    /** Few different segments, so that paths meet; the same parameter under different names. */
    private static Gen<String> patterns() {
        Gen<String> parts = oneOf(SEGMENT, SEGMENT, pick(List.of(":x", ":y")));
        return lists().of(parts)
                .ofSizeBetween(0, 4)
                .zip(pick(List.of("", "", "/*rest", "/*more")), (segments, end) -> path(segments, end));
    }

    private static String spelled(List<List<String>> segments, boolean first) {
        return path(segments.stream().map(both -> both.get(first ? 0 : 1)).toList(), "");
    }

    /** Where the path leads to, its own names left out. */
    private static PathNode<Route> node(String path) {
        return PathNode.<Route>empty().changed(PathPattern.parse(path), routes -> routes.plus(ROUTE));
    }

    private static String path(List<String> segments, String end) {
        StringBuilder path = new StringBuilder();
        for (int index = 0; index < segments.size(); index++) {
            String segment = segments.get(index);
            path.append('/').append(segment).append(segment.startsWith(":") ? index : "");
        }
        return path.append(end).isEmpty() ? "/" : path.toString();
    }

    private static Gen<String> requestPaths() {
        return lists().of(SEGMENT).ofSizeBetween(1, 5).map(segments -> "/" + String.join("/", segments));
    }

    private static Remove removal(TableChange put) {
        return new Remove(idOf(put));
    }

    private static DocumentId idOf(TableChange change) {
        if (change instanceof PutEventType put) {
            return new DocumentId(
                    Kind.EVENT_TYPE, put.eventType().space(), put.eventType().name());
        }
        if (change instanceof PutFunction put) {
            return new DocumentId(
                    Kind.FUNCTION, put.function().space(), put.function().functionId());
        }
        if (change instanceof PutSubscription put) {
            Subscription subscription = put.subscription();
            return new DocumentId(Kind.SUBSCRIPTION, subscription.space(), subscription.subscriptionId());
        }
        return ((Remove) change).id();
    }

    /** The last put of each document that is not removed after it, in another order. */
    private static List<TableChange> remaining(List<TableChange> changes, int seed) {
        Map<DocumentId, TableChange> last = new LinkedHashMap<>();
        changes.forEach(change -> last.put(idOf(change), change));
        last.values().removeIf(Remove.class::isInstance);
        return shuffled(List.copyOf(last.values()), seed);
    }

    private static <T> List<T> shuffled(List<T> list, int seed) {
        List<T> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }

    private static void assertSameLists(RoutingTable left, RoutingTable right) {
        for (String space : right.spaces()) {
            assertThat(left.eventTypes(space)).isEqualTo(right.eventTypes(space));
            assertThat(left.functions(space)).isEqualTo(right.functions(space));
            assertThat(left.subscriptions(space)).isEqualTo(right.subscriptions(space));
            assertThat(left.count(Kind.SUBSCRIPTION, space))
                    .isEqualTo(right.subscriptions(space).size());
        }
    }

    private static void assertSameUsers(RoutingTable left, RoutingTable right) {
        for (String space : List.of("ark", "zoo")) {
            for (String function : List.of("f", "g")) {
                assertThat(left.userOfFunction(space, function)).isEqualTo(right.userOfFunction(space, function));
                assertThat(left.authorizedBy(space, function)).isEqualTo(right.authorizedBy(space, function));
            }
            for (EventType type : right.eventTypes(space)) {
                assertThat(left.userOfEventType(space, type.name()))
                        .isEqualTo(right.userOfEventType(space, type.name()));
            }
        }
    }
}
