package dev.eventgateway.routing;

import static dev.eventgateway.event.Event.HTTP_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.routing.TableChange.PutSubscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableMatchTest {

    @Test
    void anEmptyTableSendsEventsNowhere() {
        assertThat(RoutingTable.empty().match("GET", "/", HTTP_REQUEST)).isSameAs(Match.NONE);
    }

    @Test
    void methodPathAndEventTypeMustAllMatch() {
        RoutingTable table = table(sync("/a"), async("/b", "tap"));

        assertThat(syncPath(table, "/a")).contains("/a");
        assertThat(table.match("POST", "/a", HTTP_REQUEST)).isEqualTo(Match.NONE);
        assertThat(table.match("GET", "/a", "user.created")).isEqualTo(Match.NONE);
        assertThat(table.match("GET", "/c", HTTP_REQUEST)).isEqualTo(Match.NONE);
        assertThat(asyncFunctions(table, "/b")).containsExactly("tap");
    }

    @Test
    void headAndOptionsAreMethodsLikeAnyOther() {
        Subscription head = Subscription.sync(HTTP_REQUEST, "f", "HEAD", "/a");
        RoutingTable table = table(sync("/a"), head);

        assertThat(table.match("HEAD", "/a", HTTP_REQUEST).sync()).contains(new Target(head, Map.of()));
        assertThat(table.match("OPTIONS", "/a", HTTP_REQUEST)).isEqualTo(Match.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "/users/me, /users/me",
        "/users/you, /users/:id",
        "/users/you/posts, /users/:name/posts",
        "/users/me/posts, /users/:name/posts",
        "/users/me/posts/1, /users/me/*rest",
        "/users/you/photos, /*all",
        "/users, /*all",
        "/users/, /*all",
        "/, /*all"
    })
    void d45TheMostSpecificPathWins(String request, String path) {
        RoutingTable table = table(
                sync("/*all"),
                sync("/users/me"),
                sync("/users/:id"),
                sync("/users/:name/posts"),
                sync("/users/me/*rest"));
        RoutingTable reversed = table(
                sync("/users/me/*rest"),
                sync("/users/:name/posts"),
                sync("/users/:id"),
                sync("/users/me"),
                sync("/*all"));

        boolean silencedByWildcard = request.equals("/users/me/posts");
        assertThat(syncPath(table, request)).contains(silencedByWildcard ? "/users/me/*rest" : path);
        assertThat(syncPath(reversed, request)).isEqualTo(syncPath(table, request));
    }

    @Test
    void d45WhereTheSpecificWayLeadsNowhereTheNextIsTaken() {
        RoutingTable table = table(sync("/a/b/c"), sync("/a/:x/d"), sync("/:x/b/e"), sync("/*rest"));

        assertThat(syncPath(table, "/a/b/c")).contains("/a/b/c");
        assertThat(syncPath(table, "/a/b/d")).contains("/a/:x/d");
        assertThat(syncPath(table, "/a/b/e")).contains("/:x/b/e");
        assertThat(syncPath(table, "/a/b/f")).contains("/*rest");
    }

    @Test
    void d45AParameterTakesNoEmptySegment() {
        RoutingTable table = table(sync("/users/:id"), sync("/:x"));

        assertThat(syncPath(table, "/users/1")).contains("/users/:id");
        assertThat(syncPath(table, "/users/")).isEmpty();
        assertThat(syncPath(table, "/")).isEmpty();
    }

    @Test
    void d45AWildcardTakesTheEmptyRest() {
        RoutingTable table = table(sync("/*rest"), sync("/u/*r"));

        assertThat(syncParams(table, "/")).isEqualTo(Map.of("rest", ""));
        assertThat(syncParams(table, "/u/")).isEqualTo(Map.of("r", ""));
        assertThat(syncParams(table, "/u")).isEqualTo(Map.of("rest", "u"));
        assertThat(syncParams(table, "/u/a//b/")).isEqualTo(Map.of("r", "a//b/"));
    }

    @Test
    void aTrailingSlashMakesAnotherPath() {
        RoutingTable table = table(sync("/a"), sync("/b/"), sync("/"));

        assertThat(syncPath(table, "/a/")).isEmpty();
        assertThat(syncPath(table, "/b")).isEmpty();
        assertThat(syncPath(table, "/b/")).contains("/b/");
        assertThat(syncPath(table, "/")).contains("/");
        assertThat(syncPath(table, "//")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/a b, /a%20b",
        "/a%20b, /%61%20b",
        "/ä, /%C3%A4",
        "/%C3%A4, /ä",
        "/x%2fy, /x%2Fy",
        "/100%, /100%",
        "/%zz, /%zz"
    })
    void d20BothSidesAreDecodedForComparison(String path, String request) {
        assertThat(syncPath(table(sync(path)), request)).contains(path);
    }

    @Test
    void d20AnEncodedSlashStaysInsideItsSegment() {
        RoutingTable table = table(sync("/files/:name"), sync("/x%2Fy"));

        assertThat(syncParams(table, "/files/a%2Fb")).isEqualTo(Map.of("name", "a/b"));
        assertThat(syncPath(table, "/files/a/b")).isEmpty();
        assertThat(syncPath(table, "/x/y")).isEmpty();
    }

    @Test
    void d20ParametersArriveDecoded() {
        RoutingTable table = table(sync("/:first/:second/*rest"));

        Map<String, String> params = syncParams(table, "/a%20b/%C3%A4+/c%2Fd/e%20f/%zz");

        assertThat(params)
                .containsExactly(
                        Map.entry("first", "a b"), Map.entry("second", "ä+"), Map.entry("rest", "c/d/e f/%zz"));
    }

    @Test
    void anEncodedColonOrAsteriskIsText() {
        RoutingTable table = table(sync("/%3Aid"), sync("/%2Arest"), sync("/:id"));

        assertThat(syncPath(table, "/:id")).contains("/%3Aid");
        assertThat(syncPath(table, "/*rest")).contains("/%2Arest");
        assertThat(syncPath(table, "/else")).contains("/:id");
    }

    @Test
    void eachSubscriptionNamesItsOwnParameters() {
        RoutingTable table = table(sync("/:id"), sync("/:name/posts"));

        assertThat(syncParams(table, "/7")).isEqualTo(Map.of("id", "7"));
        assertThat(syncParams(table, "/7/posts")).isEqualTo(Map.of("name", "7"));
    }

    @Test
    void d44AsyncPathsMatchAsSyncPathsDo() {
        RoutingTable table = table(async("/users/:id", "f"));

        assertThat(table.match("GET", "/users/a%20b", HTTP_REQUEST).async())
                .containsExactly(new Target(async("/users/:id", "f"), Map.of("id", "a b")));
    }

    @Test
    void everyAsyncSubscriptionThatMatchesGetsTheEvent() {
        RoutingTable table = table(
                async("/*all", "audit"),
                async("/users/:id", "index"),
                async("/users/me", "notify"),
                async("/posts/:id", "other"));

        List<Target> targets = table.match("GET", "/users/me", HTTP_REQUEST).async();

        assertThat(targets)
                .containsExactlyInAnyOrder(
                        new Target(async("/*all", "audit"), Map.of("all", "users/me")),
                        new Target(async("/users/:id", "index"), Map.of("id", "me")),
                        new Target(async("/users/me", "notify"), Map.of()));
        assertThat(targets)
                .extracting(target -> target.subscription().subscriptionId())
                .isSorted();
    }

    @Test
    void asyncTargetsComeInTheOrderOfSpaceAndId() {
        Subscription late = inSpace("zoo", async("/a", "f1"));
        Subscription early = inSpace("ark", async("/*all", "f2"));
        Subscription middle = inSpace("hut", Subscription.async("http.*", "f3").at("GET", "/:x"));

        assertThat(table(late, middle, early).match("GET", "/a", HTTP_REQUEST).async())
                .extracting(Target::subscription)
                .containsExactly(early, middle, late);
    }

    @Test
    void aTapDoesNotChangeTheSyncAnswer() {
        RoutingTable table = table(sync("/*all"), async("/a", "tap"));

        Match match = table.match("GET", "/a", HTTP_REQUEST);

        assertThat(match.sync()).contains(new Target(sync("/*all"), Map.of("all", "a")));
        assertThat(match.async())
                .extracting(target -> target.subscription().functionId())
                .containsExactly("tap");
    }

    @ParameterizedTest
    @CsvSource({
        "user.created, true",
        "user.a.b, true",
        "user, false",
        "users, false",
        "users.created, false",
        "USER.created, false",
        "a.user.created, false"
    })
    void aPrefixTakesEveryTypeThatBeginsSo(String eventType, boolean taken) {
        RoutingTable table = table(Subscription.async("user.*", "f"), Subscription.sync("user.*", "f", "POST", "/"));

        Match match = table.match("POST", "/", eventType);

        assertThat(match.sync().isPresent()).isEqualTo(taken);
        assertThat(match.async()).hasSize(taken ? 1 : 0);
    }

    @Test
    void onOnePathTheMoreSpecificEventTypeAnswers() {
        RoutingTable table = table(
                typed("a.*", "/"),
                typed("a.b.*", "/"),
                typed("a.b.c", "/"),
                typed("a.a.*", "/"),
                typed("a.b.ba.*", "/"));

        assertThat(answering(table, "a.b.c", "/")).contains("a.b.c");
        assertThat(answering(table, "a.b.d", "/")).contains("a.b.*");
        assertThat(answering(table, "a.b.c.d", "/")).contains("a.b.*");
        assertThat(answering(table, "a.c", "/")).contains("a.*");
        assertThat(answering(table, "b", "/")).isEmpty();
    }

    @Test
    void theMoreSpecificPathGoesBeforeTheMoreSpecificEventType() {
        RoutingTable table = table(typed("a.b", "/x/:p"), typed("a.*", "/x/y"), typed("a.b", "/*rest"));

        assertThat(answering(table, "a.b", "/x/y")).contains("a.*");
        assertThat(answering(table, "a.b", "/x/z")).contains("a.b");
        assertThat(syncParams(table.match("POST", "/x/z", "a.b"))).isEqualTo(Map.of("p", "z"));
    }

    @Test
    void d1OfTwoSpacesThatOwnOneRouteTheSmallerAnswersWhateverTheOrder() {
        Subscription ark = inSpace("ark", Subscription.sync(HTTP_REQUEST, "f", "GET", "/:id"));
        Subscription zoo = inSpace("zoo", Subscription.sync(HTTP_REQUEST, "f", "GET", "/:name"));

        assertThat(table(ark, zoo).match("GET", "/7", HTTP_REQUEST).sync())
                .contains(new Target(ark, Map.of("id", "7")));
        assertThat(table(zoo, ark).match("GET", "/7", HTTP_REQUEST).sync())
                .contains(new Target(ark, Map.of("id", "7")));
    }

    private static RoutingTable table(Subscription... subscriptions) {
        return RoutingTable.empty()
                .apply(Stream.of(subscriptions)
                        .<TableChange>map(PutSubscription::new)
                        .toList());
    }

    private static Subscription sync(String path) {
        return Subscription.sync(HTTP_REQUEST, "f", "GET", path);
    }

    private static Subscription async(String path, String function) {
        return Subscription.async(HTTP_REQUEST, function).at("GET", path);
    }

    private static Subscription typed(String eventType, String path) {
        return Subscription.sync(eventType, "f", "POST", path);
    }

    private static Subscription inSpace(String space, Subscription of) {
        return new Subscription(
                space, of.type(), of.eventType(), of.functionId(), of.path(), of.method(), of.metadata());
    }

    private static Optional<String> syncPath(RoutingTable table, String request) {
        return table.match("GET", request, HTTP_REQUEST)
                .sync()
                .map(target -> target.subscription().path());
    }

    private static Map<String, String> syncParams(RoutingTable table, String request) {
        return syncParams(table.match("GET", request, HTTP_REQUEST));
    }

    private static Map<String, String> syncParams(Match match) {
        return match.sync().orElseThrow().params();
    }

    private static Optional<String> answering(RoutingTable table, String eventType, String request) {
        return table.match("POST", request, eventType)
                .sync()
                .map(target -> target.subscription().eventType());
    }

    private static List<String> asyncFunctions(RoutingTable table, String request) {
        return table.match("GET", request, HTTP_REQUEST).async().stream()
                .map(target -> target.subscription().functionId())
                .toList();
    }
}
