package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the gateway answers. */
class GatewayReplyTest {

    @Test
    void anErrorHasTheBodyThatClientsKnow_D49() {
        GatewayReply reply = GatewayReply.error(404, "no \"x\"");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.headers().first("content-type")).contains("application/json");
        assertThat(reply.text()).isEqualTo("{\"errors\":[{\"message\":\"no \\\"x\\\"\"}]}\n");
    }

    @Test
    void oneMoreHeaderLeavesTheOthersAsTheyAre() {
        GatewayReply reply = GatewayReply.of(200, "text/plain", "é");
        GatewayReply more = reply.with("Retry-After", "1").with("content-type", "text/html");

        assertThat(more.headers().first("Retry-After")).contains("1");
        assertThat(more.headers().all("Content-Type")).containsExactly("text/html");
        assertThat(more.text()).isEqualTo("é");
        assertThat(reply.headers().first("Retry-After")).isEmpty();
    }

    @Test
    void theBodyCannotBeChangedFromOutside() {
        byte[] body = {1};
        GatewayReply reply = new GatewayReply(200, Headers.none(), body);
        body[0] = 2;
        reply.body()[0] = 3;

        assertThat(reply.body()).containsExactly(1);
    }

    @Test
    void aRefusedBatchNamesEachRefusedEvent() {
        GatewayReply reply = GatewayReply.refused(
                400,
                List.of(
                        new RefusedEvent(2, Optional.of("a\"b"), "no"),
                        new RefusedEvent(5, Optional.empty(), "not either")));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.headers().first("Content-Type")).contains("application/json");
        assertThat(reply.text())
                .isEqualTo(
                        "{\"errors\":[{\"message\":\"event 2 (id \\\"a\\\"b\\\"): no\",\"index\":2,\"id\":\"a\\\"b\"},"
                                + "{\"message\":\"event 5: not either\",\"index\":5}]}\n");
    }

    @Test
    void acceptedIsEmpty() {
        assertThat(GatewayReply.accepted().status()).isEqualTo(202);
        assertThat(GatewayReply.accepted().body()).isEmpty();
        assertThat(GatewayReply.accepted().headers().isEmpty()).isTrue();
    }
}
