package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The way into the matcher of paths, for bytes from a fuzzer. It ends well if paths that are let pass match what {@link NaiveRouter}
 * says, and the others are refused with a reason.
 */
public final class FuzzedPaths {

    private static final NaiveRouter ORACLE = new NaiveRouter(PercentEncoding::decoded);
    private static final List<String> TYPES = List.of("a", "a.b", "a.*", "a.b.*");
    private static final int MOST_PATHS = 20;

    private FuzzedPaths() {}

    /** The path of a request, and those that are subscribed to, each on a line of its own. */
    public static void match(byte[] lines) {
        List<String> paths = Arrays.asList(new String(lines, StandardCharsets.UTF_8).split("\n", MOST_PATHS));
        List<String> patterns =
                paths.stream().skip(1).filter(FuzzedPaths::isValid).toList();
        List<Subscription> subscriptions = subscriptions(patterns);
        RoutingTable table = RoutingTable.empty()
                .apply(subscriptions.stream()
                        .<TableChange>map(TableChange.PutSubscription::new)
                        .toList());
        for (String type : List.of("a", "a.b", "a.b.c")) {
            assertThat(table.match("POST", paths.get(0), type))
                    .isEqualTo(ORACLE.match(table.subscriptions("default"), "POST", paths.get(0), type));
        }
        checkRules(paths.get(0), patterns);
    }

    /** Whatever a problem there is, it is told in the same words everywhere. */
    private static boolean isValid(String path) {
        Optional<String> problem = PathPattern.problem(path);
        problem.ifPresent(reason -> {
            assertThat(reason).isNotBlank();
            assertThatThrownBy(() -> PathPattern.shape(path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(reason);
        });
        return problem.isEmpty();
    }

    private static List<Subscription> subscriptions(List<String> patterns) {
        List<Subscription> subscriptions = new ArrayList<>();
        for (int index = 0; index < patterns.size(); index++) {
            String type = TYPES.get(index % TYPES.size());
            subscriptions.add(Subscription.async(type, "f").at("POST", patterns.get(index)));
            subscriptions.add(Subscription.sync(type, "f", "POST", patterns.get(index)));
        }
        return subscriptions;
    }

    private static void checkRules(String request, List<String> patterns) {
        RoutingTable table = RoutingTable.empty()
                .apply(patterns.stream()
                        .<TableChange>map(path -> new TableChange.PutCorsRule(CorsRule.of("POST", path)))
                        .toList());
        Optional<String> rule = table.corsRuleFor("POST", request).map(found -> PathPattern.shape(found.path()));
        Optional<String> route = ORACLE.match(onOneType(patterns), "POST", request, "a")
                .sync()
                .map(found -> PathPattern.shape(found.subscription().path()));
        assertThat(rule).isEqualTo(route);
    }

    private static List<Subscription> onOneType(List<String> patterns) {
        return patterns.stream()
                .map(path -> Subscription.sync("a", "f", "POST", path))
                .toList();
    }
}
