package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D33: entity tags on documents, and what they are good for. */
class ConditionalRequestTest {

    private static final String STORE = "--store=memory:" + UUID.randomUUID();
    private static final Instance INSTANCE = Instance.start(STORE);
    private static final String ALL = "/v1/spaces/default/eventtypes";

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    private static String create(String name) throws Exception {
        return tag(INSTANCE.config("POST", ALL, "{\"name\":\"" + name + "\"}"));
    }

    private static String tag(HttpResponse<String> reply) {
        return reply.headers().firstValue("ETag").orElseThrow();
    }

    private static HttpResponse<String> put(Instance instance, String name, String note, String... headers)
            throws Exception {
        return instance.config("PUT", ALL + "/" + name, "{\"metadata\":{\"note\":\"" + note + "\"}}", headers);
    }

    @Test
    void everyAnswerThatShowsADocumentHasItsTag() throws Exception {
        String created = create("tagged");
        String replaced = tag(put(INSTANCE, "tagged", "1"));

        assertThat(replaced).isNotEqualTo(created);
        assertThat(tag(INSTANCE.config(ALL + "/tagged"))).isEqualTo(replaced);
        assertThat(tag(INSTANCE.config("HEAD", ALL + "/tagged", ""))).isEqualTo(replaced);
        assertThat(tag(put(INSTANCE, "tagged", "1"))).isEqualTo(replaced);
        assertThat(INSTANCE.config(ALL).headers().firstValue("ETag")).isEmpty();
    }

    @Test
    void theTagOfAnEventTypeStandsForItsAuthorizersCacheToo() throws Exception {
        INSTANCE.config("POST", "/v1/spaces/default/functions", Instance.function("auth", "http://localhost:1/"));
        String first = create("cached");
        String guarded = "{\"authorizerId\":\"auth\"}";
        String cached =
                "{\"authorizerId\":\"auth\",\"authorizerCache\":{\"ttl\":\"30s\",\"headers\":[\"Authorization\"]}}";

        String second = tag(INSTANCE.config("PUT", ALL + "/cached", guarded, "If-Match", first));
        String third = tag(INSTANCE.config("PUT", ALL + "/cached", cached, "If-Match", second));
        String longer = tag(INSTANCE.config("PUT", ALL + "/cached", cached.replace("30s", "60s"), "If-Match", third));

        assertThat(Set.of(first, second, third, longer)).hasSize(4);
        assertThat(tag(INSTANCE.config("PUT", ALL + "/cached", cached))).isEqualTo(third);
    }

    @Test
    void aChangeOfTheVersionThatWasReadIsMadeAndAnyOtherIs412() throws Exception {
        String first = create("changed");
        HttpResponse<String> made = put(INSTANCE, "changed", "1", "If-Match", first);
        HttpResponse<String> refused = put(INSTANCE, "changed", "2", "If-Match", first);

        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.body()).startsWith("{\"errors\":[{\"message\":\"Event Type \\\"changed\\\" is of another");
        assertThat(INSTANCE.config("DELETE", ALL + "/changed", "", "If-Match", first)
                        .statusCode())
                .isEqualTo(412);
        assertThat(INSTANCE.config(ALL + "/changed").body()).isEqualTo(made.body());
        assertThat(INSTANCE.config("DELETE", ALL + "/changed", "", "If-Match", "\"other\", " + tag(made))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void anAsteriskMeansAnyVersionAndWhatIsNotThereIs404() throws Exception {
        create("any");
        assertThat(put(INSTANCE, "any", "1", "If-None-Match", "*").statusCode()).isEqualTo(412);
        assertThat(INSTANCE.config("DELETE", ALL + "/any", "", "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
        assertThat(put(INSTANCE, "any", "1", "If-Match", "*").statusCode()).isEqualTo(200);
        for (String header : List.of("If-Match", "If-None-Match")) {
            assertThat(put(INSTANCE, "nothing", "1", header, "*").statusCode()).isEqualTo(404);
            assertThat(INSTANCE.config("DELETE", ALL + "/nothing", "", header, "*")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aWeakTagNeverMatchesForAChange() throws Exception {
        String tag = create("weak");
        assertThat(put(INSTANCE, "weak", "1", "If-Match", "W/" + tag).statusCode())
                .isEqualTo(412);
        assertThat(put(INSTANCE, "weak", "1", "If-None-Match", "W/" + tag).statusCode())
                .isEqualTo(412);
        assertThat(put(INSTANCE, "weak", "1", "If-None-Match", "W/\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoHasTheVersionAlreadyIsToldSoWithoutABody() throws Exception {
        String tag = create("known");
        for (String method : List.of("GET", "HEAD")) {
            for (String known : List.of(tag, "W/" + tag, "\"x\"," + tag, "*")) {
                HttpResponse<String> reply = INSTANCE.config(method, ALL + "/known", "", "If-None-Match", known);
                assertThat(reply.statusCode()).as(method + " " + known).isEqualTo(304);
                assertThat(tag(reply)).isEqualTo(tag);
            }
        }
        assertThat(INSTANCE.config("GET", ALL + "/known", "", "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(INSTANCE.config("GET", ALL + "/known", "", "If-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(INSTANCE.config("GET", ALL + "/known", "", "If-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\"x", "\"x\" \"y\"", "*, \"x\"", "w/\"x\"", "W/x"})
    void aHeaderThatIsNoListOfTagsIsRefused(String header) throws Exception {
        for (String name : List.of("If-Match", "If-None-Match")) {
            HttpResponse<String> reply = put(INSTANCE, "whatever", "1", name, header);
            assertThat(reply.statusCode()).isEqualTo(400);
            assertThat(reply.body()).contains(name + ": expected");
        }
    }

    @Test
    void d33OfTwoServersThatChangeTheSameVersionOneIsRefused() throws Exception {
        try (Instance peer = Instance.start(STORE)) {
            String tag = create("raced");
            for (int round = 0; round < 30; round++) {
                CyclicBarrier start = new CyclicBarrier(2);
                CompletableFuture<HttpResponse<String>> mine = race(start, INSTANCE, "mine" + round, tag);
                CompletableFuture<HttpResponse<String>> yours = race(start, peer, "yours" + round, tag);
                HttpResponse<String> one = mine.get(1, TimeUnit.MINUTES);
                HttpResponse<String> other = yours.get(1, TimeUnit.MINUTES);
                assertThat(List.of(one.statusCode(), other.statusCode())).containsExactlyInAnyOrder(200, 412);
                tag = tag(one.statusCode() == 200 ? one : other);
            }
        }
    }

    private static CompletableFuture<HttpResponse<String>> race(
            CyclicBarrier start, Instance instance, String note, String tag) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        start.await(1, TimeUnit.MINUTES);
                        return put(instance, "raced", note, "If-Match", tag);
                    } catch (Exception failure) {
                        throw new AssertionError(failure);
                    }
                },
                task -> new Thread(task, "beside").start());
    }
}
