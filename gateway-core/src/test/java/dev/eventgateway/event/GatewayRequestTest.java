package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the engine may rely on in a request. */
class GatewayRequestTest {

    @Test
    void theBodyIsReadOnceAndOnlyWhenAskedFor() {
        AtomicInteger reads = new AtomicInteger();
        GatewayRequest request = new GatewayRequest("POST", "/", "", Headers.none(), () -> {
            reads.incrementAndGet();
            return CompletableFuture.completedFuture(new byte[] {1});
        });

        assertThat(reads).hasValue(0);
        assertThat(request.body()).isSameAs(request.body());
        assertThat(reads).hasValue(1);
    }

    @Test
    void aBodyThatCouldNotBeReadIsNeverTakenForAnEmptyOne() {
        GatewayRequest request = new GatewayRequest("POST", "/", "", Headers.none(), () -> {
            throw new RequestException(413, "too large");
        });

        assertThat(request.body().toCompletableFuture()).isCompletedExceptionally();
        assertThat(request.body().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aTargetIsSplitAtTheFirstQuestionMark() {
        GatewayRequest request = GatewayRequest.of("GET", "/a%3F?b=c?d", Headers.none(), new byte[0]);

        assertThat(request.rawPath()).isEqualTo("/a%3F");
        assertThat(request.rawQuery()).isEqualTo("b=c?d");
    }
}
