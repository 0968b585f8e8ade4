package dev.eventgateway.routing;

import static dev.eventgateway.event.Event.HTTP_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.routing.DocumentId.Kind;
import dev.eventgateway.routing.TableChange.PutSubscription;
import dev.eventgateway.routing.TableChange.Remove;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile path or event type must not do: an exponential search would not end, a recursive one would overflow here. */
class RoutingTableBoundsTest {

    private static final long SMALL_STACK = 192 * 1024;

    @Test
    void twoHundredLevelsOfAlternativesAreSearchedInOneGo() {
        int levels = 200;
        List<TableChange> changes = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            changes.add(put("/a".repeat(level) + parameters(levels - level) + "/end"));
            changes.add(put("/a".repeat(level) + "/:p" + "/a".repeat(levels - level - 1) + "/end"));
        }
        RoutingTable table = RoutingTable.empty().apply(changes);

        assertThat(table.match("GET", "/a".repeat(levels) + "/nowhere", HTTP_REQUEST))
                .isEqualTo(Match.NONE);
        assertThat(table.match("GET", "/a".repeat(levels) + "/end", HTTP_REQUEST)
                        .async()
                        .size())
                .isEqualTo(table.count(Kind.SUBSCRIPTION, "default"))
                .isEqualTo(2 * levels);
    }

    @Test
    void everyCombinationOfStaticAndParameterIsFoundOnce() {
        int levels = 10;
        List<TableChange> changes = IntStream.range(0, 1 << levels)
                .<TableChange>mapToObj(bits -> put(IntStream.range(0, levels)
                        .mapToObj(level -> (bits >> level & 1) == 0 ? "/a" : "/:p" + level)
                        .collect(Collectors.joining())))
                .toList();
        RoutingTable table = RoutingTable.empty().apply(changes);

        assertThat(table.match("GET", "/a".repeat(levels), HTTP_REQUEST).async())
                .doesNotHaveDuplicates()
                .hasSize(1 << levels);
        assertThat(table.match("GET", "/a".repeat(levels - 1) + "/b", HTTP_REQUEST)
                        .async())
                .hasSize(1 << (levels - 1));
        assertThat(table.match("GET", "/a".repeat(levels + 1), HTTP_REQUEST)).isEqualTo(Match.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/:", "/%41"})
    void theDeepestPathNeedsNoDeepStack(String segment) throws Exception {
        String path = deepest(segment);
        String request = path.replace(":", "x");

        Match match = onASmallStack(() -> {
            RoutingTable table = RoutingTable.empty().apply(List.of(put(path), put("/*rest")));
            TableChange.Remove all = remove("/*rest");
            assertThat(table.apply(List.of(remove(path), all))).isEqualTo(RoutingTable.empty());
            return table.apply(List.of(all)).match("GET", request, HTTP_REQUEST);
        });

        assertThat(match.async())
                .extracting(target -> target.subscription().path())
                .containsExactly(path);
    }

    @Test
    void aRequestOfAMillionSegmentsCostsItsLength() {
        RoutingTable table = RoutingTable.empty().apply(List.of(put("/*rest"), put("/a/:b"), put("/a/:b/c/*d")));
        String rest = "a/".repeat(1_000_000);

        Match match = table.match("GET", "/" + rest, HTTP_REQUEST);

        assertThat(match.async()).hasSize(1);
        assertThat(match.async().get(0).params().get("rest"))
                .hasSize(rest.length())
                .isEqualTo(rest);
    }

    @Test
    void aRequestOfAMillionEscapesCostsItsLength() {
        RoutingTable table = RoutingTable.empty().apply(List.of(put("/*rest")));

        Match match = table.match("GET", "/" + "%41x%FF%".repeat(250_000), HTTP_REQUEST);

        assertThat(match.async()).hasSize(1);
        assertThat(match.async().get(0).params()).isEqualTo(Map.of("rest", "Ax%FF%".repeat(250_000)));
    }

    @Test
    void anEventTypeOfAMillionDotsCostsItsLength() {
        List<TableChange> changes = IntStream.range(1, 100)
                .<TableChange>mapToObj(dots -> new PutSubscription(Subscription.async("a.".repeat(dots) + "*", "f")))
                .toList();
        RoutingTable table = RoutingTable.empty().apply(changes);

        assertThat(table.match("POST", "/", "a.".repeat(1_000_000)).async()).hasSize(99);
        assertThat(table.match("POST", "/", "a.".repeat(50) + "b." + "a.".repeat(1_000_000))
                        .async())
                .hasSize(50);
        assertThat(table.match("POST", "/", "b" + "a.".repeat(1_000_000))).isEqualTo(Match.NONE);
    }

    private static String deepest(String segment) {
        StringBuilder path = new StringBuilder();
        for (int index = 0; path.length() < PathPattern.MAX_LENGTH - 5; index++) {
            path.append(segment).append(segment.endsWith(":") ? Integer.toString(index, 36) : "");
        }
        return path.toString();
    }

    private static String parameters(int count) {
        return IntStream.range(0, count).mapToObj(index -> "/:p" + index).collect(Collectors.joining());
    }

    private static Match onASmallStack(Callable<Match> work) throws InterruptedException, ExecutionException {
        FutureTask<Match> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "small-stack", SMALL_STACK);
        thread.start();
        return task.get();
    }

    private static TableChange put(String path) {
        return new PutSubscription(Subscription.async(HTTP_REQUEST, "f").at("GET", path));
    }

    private static TableChange.Remove remove(String path) {
        String id = Subscription.async(HTTP_REQUEST, "f").at("GET", path).subscriptionId();
        return new Remove(new DocumentId(Kind.SUBSCRIPTION, "default", id));
    }
}
