package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.server.config.ConfigHandler;
import dev.eventgateway.server.http.Endpoint;
import dev.eventgateway.server.metric.PrometheusMetrics;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What is answered before the configuration is there, and when too much is asked at once. */
class StartingTest {

    private static ConfigHandler config(Executor threads) {
        return new ConfigHandler(Optional::empty, new PrometheusMetrics(), "1.2.3", threads, threads);
    }

    private static GatewayReply get(Endpoint endpoint, String path) {
        return endpoint.answer(GatewayRequest.of("GET", path, Headers.none(), new byte[0]))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aStartingInstanceIsAliveButNotReady() {
        ConfigHandler config = config(Runnable::run);
        assertThat(get(config, "/livez").status()).isEqualTo(200);
        assertThat(get(config, "/readyz").status()).isEqualTo(503);
        assertThat(get(config, "/readyz").text())
                .isEqualTo("{\"ok\":false,\"reason\":\"waiting for the configuration\"}\n");
        assertThat(get(config, "/v1/status").text()).isEqualTo("{\"state\":\"starting\",\"version\":\"1.2.3\"}\n");
        assertThat(get(config, "/v1/metrics").text()).contains("eventgateway_events_backlog 0.0");
    }

    @Test
    void d35AStartingInstanceTakesNeitherEventsNorDocuments() {
        GatewayReply documents = get(config(Runnable::run), "/v1/spaces/default/functions");
        assertThat(documents.status()).isEqualTo(503);
        assertThat(documents.headers().first("Retry-After")).isPresent();
        GatewayReply event = get(new EventsHandler(Optional::empty), "/");
        assertThat(event.status()).isEqualTo(503);
        assertThat(event.headers().first("Retry-After")).isPresent();
    }

    @Test
    void aBusyConfigApiSaysSoAndStaysAlive() {
        ConfigHandler config = config(task -> {
            throw new RejectedExecutionException("full");
        });
        GatewayReply reply = get(config, "/v1/spaces/default/functions");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers().first("Retry-After")).isPresent();
        assertThat(get(config, "/livez").status()).isEqualTo(200);
    }
}
