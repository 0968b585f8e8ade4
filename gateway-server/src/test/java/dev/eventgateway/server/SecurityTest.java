package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.http.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecurityTest {

    private static final String PATH = "/v1/spaces/default/functions";

    @Test
    void d39TheAccessKeyGuardsEverythingButHealth() throws Exception {
        try (Instance instance = Instance.start(Map.of("EVENT_GATEWAY_ACCESS_KEY", "s3cret"))) {
            for (String path : new String[] {PATH, "/v1/status", "/v1/metrics", "/v1/spaces", "/nowhere"}) {
                HttpResponse<String> refused = instance.config(path);
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                assertThat(refused.body())
                        .startsWith("{\"errors\":[{\"message\":")
                        .doesNotContain("s3cret");
            }
            assertThat(instance.config("/livez").statusCode()).isEqualTo(200);
            assertThat(instance.config("/readyz").statusCode()).isEqualTo(200);
            for (String good : new String[] {"bearer s3cret", "Bearer s3cret", "BEARER  s3cret"}) {
                assertThat(instance.config("GET", PATH, "", "Authorization", good)
                                .statusCode())
                        .isEqualTo(200);
            }
            for (String bad : new String[] {"Bearer s3cre", "Bearer s3cretx", "Bearer", "Basic s3cret", "s3cret"}) {
                assertThat(instance.config("GET", PATH, "", "Authorization", bad)
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(instance.events("POST", "/", "x", "Event", "hello").statusCode())
                    .isEqualTo(202);
        }
    }

    private static String get(Instance instance, String host, String headers) throws IOException {
        try (RawClient client = new RawClient(instance.server().config())) {
            return client.send("GET " + PATH + " HTTP/1.1\nHost: " + host + "\n" + headers + "\n")
                    .reply();
        }
    }

    @Test
    void aPageOfAnotherSiteIsRefused() throws Exception {
        try (Instance instance = Instance.start()) {
            assertThat(get(instance, "localhost:4001", "Origin: http://evil.example\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("application/json");
            assertThat(get(instance, "localhost:4001", "Origin: null\n")).startsWith("HTTP/1.1 403 ");
            assertThat(get(instance, "localhost:4001", "Origin: http://localhost:9999\n"))
                    .startsWith("HTTP/1.1 403 ");
            assertThat(get(instance, "localhost:4001", "Origin: http://localhost:4001\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(get(instance, "localhost:4001", "")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aNameThatSuddenlyMeansThisMachineIsRefusedUnlessThereIsAKey() throws Exception {
        try (Instance instance = Instance.start()) {
            assertThat(get(instance, "evil.example", "")).startsWith("HTTP/1.1 403 ");
            assertThat(get(instance, "127.0.0.1.evil.example:4001", "")).startsWith("HTTP/1.1 403 ");
            for (String host : new String[] {"127.0.0.1:1", "[::1]:4001", "localhost", "a.localhost:1", "10.0.0.1"}) {
                assertThat(get(instance, host, "")).as(host).startsWith("HTTP/1.1 200 ");
            }
        }
        try (Instance instance = Instance.start(Map.of("EVENT_GATEWAY_ACCESS_KEY", "s3cret"))) {
            assertThat(get(instance, "gateway.internal", "Authorization: Bearer s3cret\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }
}
