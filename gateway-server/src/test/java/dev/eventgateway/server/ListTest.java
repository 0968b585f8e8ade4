package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D54: lists in pages. */
class ListTest {

    private static final Instance INSTANCE = Instance.start();
    private static final String TYPES = "/v1/spaces/a%20list/eventtypes";
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>; rel=\"next\"");

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    @BeforeAll
    static void fill() throws Exception {
        for (int number = 9; number >= 0; number--) {
            String metadata = number % 2 == 0 ? ",\"metadata\":{\"a b\":\"x&y\"}" : "";
            assertThat(INSTANCE.config(
                                    "POST",
                                    "/v1/spaces/list/eventtypes",
                                    "{\"name\":\"n" + number + "\"" + metadata + "}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(INSTANCE.config(
                                    "POST", "/v1/spaces/list/cors", "{\"method\":\"GET\",\"path\":\"/" + number + "\"}")
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static List<String> walk(String first, String key, String name) throws Exception {
        List<String> names = new ArrayList<>();
        String target = first;
        while (!target.isEmpty()) {
            HttpResponse<String> reply = INSTANCE.config(target);
            assertThat(reply.statusCode()).isEqualTo(200);
            for (JsonElement each :
                    JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonArray(key)) {
                names.add(each.getAsJsonObject().get(name).getAsString());
            }
            target = next(reply);
        }
        return names;
    }

    private static String next(HttpResponse<String> reply) {
        Matcher link = NEXT.matcher(reply.headers().firstValue("Link").orElse(""));
        return link.matches() ? link.group(1) : "";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 10, 11, Integer.MAX_VALUE})
    void d54WhoFollowsTheLinksSeesAllAscending(int limit) throws Exception {
        assertThat(walk("/v1/spaces/list/eventtypes?limit=" + limit, "eventTypes", "name"))
                .containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
        assertThat(walk("/v1/spaces/list/cors?limit=" + limit, "cors", "path"))
                .containsExactly("/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9");
    }

    @Test
    void theLinkKeepsTheFilter() throws Exception {
        String first = "/v1/spaces/list/eventtypes?metadata.a+b=x%26y&limit=2&other=1";
        assertThat(next(INSTANCE.config(first)))
                .isEqualTo("/v1/spaces/list/eventtypes?metadata.a+b=x%26y&limit=2&cursor=n2");
        assertThat(walk(first, "eventTypes", "name")).containsExactly("n0", "n2", "n4", "n6", "n8");
    }

    @Test
    void theLastPageAndAWholeListHaveNoLink() throws Exception {
        for (String query : List.of("", "?limit=10", "?cursor=n3", "?limit=3&cursor=n6", "?cursor=zzz")) {
            assertThat(INSTANCE.config("/v1/spaces/list/eventtypes" + query)
                            .headers()
                            .firstValue("Link"))
                    .as(query)
                    .isEmpty();
        }
        assertThat(INSTANCE.config(TYPES + "?limit=1").body()).isEqualTo("{\"eventTypes\":[]}\n");
    }

    @ParameterizedTest
    @CsvSource({"GET%252F4", "GET%2F4", "GET%2f4"})
    void theCursorOfARuleIsItsIdEncodedOrNot(String cursor) throws Exception {
        assertThat(INSTANCE.config("/v1/spaces/list/cors?limit=1&cursor=" + cursor)
                        .body())
                .contains("\"path\":\"/5\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=x",
                "limit=",
                "limit",
                "limit=1.5",
                "limit=2147483648",
                "limit=99999999999999999999",
                "cursor=",
                "cursor=a%2Fb",
                "cursor=.."
            })
    void aLimitOrCursorThatIsNoneIsRefused(String query) throws Exception {
        HttpResponse<String> reply = INSTANCE.config("/v1/spaces/list/eventtypes?" + query);

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).containsIgnoringCase(query.substring(0, 5)).contains("expected");
    }
}
