package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.Peer;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ForwardingTest {

    private static final URI ADDRESS = URI.create("https://function/");

    private final Headers said = Headers.builder()
            .add("Host", "gateway")
            .add("X-Forwarded-For", "1.1.1.1")
            .add("x-forwarded-for", "2.2.2.2")
            .add("X-Forwarded-Proto", "https")
            .add("X-Forwarded-Host", "site")
            .add("X-Forwarded-Port", "8443")
            .add("Forwarded", "for=1.1.1.1")
            .build();

    @Test
    void whatSendersSayOfThoseBeforeThemIsReplacedByWhatIsSeen() {
        Headers sent = sent(new Forwarding(ADDRESS, false), said);

        assertThat(sent)
                .isEqualTo(Headers.builder()
                        .add("ce-eventgatewayhops", "1")
                        .add("X-Forwarded-For", "10.0.0.1")
                        .add("X-Forwarded-Proto", "http")
                        .add("X-Forwarded-Host", "gateway")
                        .build());
    }

    @Test
    void aNameThatManyServersTakeForThatOfTheGatewaysHeaderIsDroppedToo() {
        Headers lookalikes = Headers.builder()
                .add("X_Forwarded_For", "1.1.1.1")
                .add("X-Forwarded_Proto", "https")
                .add("ce_eventgatewayhops", "0")
                .build();

        assertThat(sent(new Forwarding(ADDRESS, false), lookalikes))
                .isEqualTo(sent(new Forwarding(ADDRESS, false), Headers.none()));
        assertThat(sent(new Forwarding(ADDRESS, true), lookalikes))
                .isEqualTo(sent(new Forwarding(ADDRESS, true), Headers.none()));
    }

    @Test
    void whoTrustsSendersAddsToWhatTheySay() {
        Headers sent = sent(new Forwarding(ADDRESS, true), said);

        assertThat(sent.all("X-Forwarded-For")).containsExactly("1.1.1.1, 2.2.2.2, 10.0.0.1");
        assertThat(sent.all("X-Forwarded-Proto")).containsExactly("https");
        assertThat(sent.all("X-Forwarded-Host")).containsExactly("site");
        assertThat(sent.all("X-Forwarded-Port")).containsExactly("8443");
        assertThat(sent.all("Forwarded")).containsExactly("for=1.1.1.1");
        assertThat(sent(new Forwarding(ADDRESS, true), Headers.of("Host", "gateway")))
                .isEqualTo(sent(new Forwarding(ADDRESS, false), said));
    }

    @Test
    void aConnectionCannotTakeAwayWhatIsSaidOfIt() {
        Headers sent = sent(new Forwarding(ADDRESS, false), Headers.of("Connection", "X-Forwarded-For, close"));

        assertThat(sent.all("X-Forwarded-For")).containsExactly("10.0.0.1");
    }

    @Test
    void eachGatewayOnTheWayCounts() {
        Headers sent = sent(new Forwarding(ADDRESS, false), Headers.of("Ce-EventGatewayHops", "4"));

        assertThat(sent.all("ce-eventgatewayhops")).containsExactly("5");
    }

    private static Headers sent(Forwarding forwarding, Headers headers) {
        GatewayRequest request = new GatewayRequest(
                "GET",
                "/",
                "",
                headers,
                () -> CompletableFuture.completedFuture(new byte[0]),
                Optional.of(new Peer("10.0.0.1", false)),
                Optional.empty());
        Headers.Builder sent = Headers.builder();
        forwarding.headers(request, (name, values) -> values.forEach(value -> sent.add(name, value)));
        return sent.build();
    }
}
