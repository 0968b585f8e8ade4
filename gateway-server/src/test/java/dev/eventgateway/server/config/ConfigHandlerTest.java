package dev.eventgateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.server.metric.PrometheusMetrics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ConfigHandlerTest {

    private static final String TYPES = "/v1/spaces/default/eventtypes";

    @Test
    void readsDoNotWaitBehindWritesThatTheStoreHoldsUp() {
        Executor heldUp = task -> {};
        try (EventGateway gateway =
                EventGateway.builder().store(KvStore.inMemory()).open()) {
            ConfigHandler api = new ConfigHandler(
                    () -> Optional.of(gateway), new PrometheusMetrics(), "test", Runnable::run, heldUp);

            CompletableFuture<GatewayReply> write = answer(api, "POST", TYPES, "{\"name\":\"user.created\"}");

            assertThat(write).isNotDone();
            assertThat(answer(api, "GET", TYPES, "").join().text()).isEqualTo("{\"eventTypes\":[]}\n");
            assertThat(answer(api, "GET", "/v1/status", "").join().status()).isEqualTo(200);
            assertThat(answer(api, "GET", "/v1/metrics", "").join().status()).isEqualTo(200);
        }
    }

    private static CompletableFuture<GatewayReply> answer(ConfigHandler api, String method, String path, String body) {
        return api.answer(GatewayRequest.of(method, path, Headers.none(), body.getBytes(StandardCharsets.UTF_8)))
                .toCompletableFuture();
    }
}
