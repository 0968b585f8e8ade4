package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.routing.Subscription;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PausedSubscriptionTest {

    private static final String SPACE = "default";
    private static final Event ADA = Event.of("user.created", "text/plain", "Ada");
    private static final Subscription PAUSED =
            Subscription.async("user.created", "f").withPaused(true);

    private final Scene scene = new Scene(Map.of(
                    "f", event -> GatewayReply.of(200, "text/plain", "f"),
                    "g", event -> GatewayReply.of(200, "text/plain", "g")))
            .function(SPACE, "f")
            .function(SPACE, "g")
            .type(SPACE, "user.created");

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void itsEventsAreRefusedAndNobodyElseGetsThemMeanwhile() throws Exception {
        scene.subscribe(SPACE, PAUSED).async(SPACE, "user.created", "g");

        GatewayReply reply = scene.emit(ADA);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text()).contains("paused");
        assertThat(reply.headers().first("Retry-After")).isPresent();
        assertThat(scene.count("refused default")).hasValue(2);
        scene.gateway().subscriptions().update(PAUSED.withPaused(false));
        assertThat(scene.emit(ADA).status()).isEqualTo(202);
        await().until(() -> scene.seen("f").size() == 1 && scene.seen("g").size() == 1);
    }

    @Test
    void withADeadLetterFunctionItsEventsGoThere() throws Exception {
        scene.subscribe(SPACE, PAUSED.withDeadLetter("g"));

        assertThat(scene.emit(ADA).status()).isEqualTo(202);

        await().until(() -> scene.seen("g").size() == 1 && scene.isIdle());
        assertThat(JsonParser.parseString(scene.seen("g").get(0).text())
                        .getAsJsonObject()
                        .get("cause")
                        .getAsString())
                .isEqualTo("paused");
        assertThat(scene.seen("f")).isEmpty();
        assertThat(scene.count("processed default")).hasValue(1);
    }

    @Test
    void aSynchronousOneIsRefusedToo() throws Exception {
        Subscription sync = Subscription.sync("user.created", "f", "POST", "/").withPaused(true);
        scene.subscribe(SPACE, sync).async(SPACE, "user.created", "g");
        assertThat(scene.emit(ADA).status()).isEqualTo(503);
        assertThat(scene.seen("f")).isEmpty();
        assertThat(scene.isIdle())
                .as("who is subscribed beside it gets the event when it is sent again")
                .isTrue();
        assertThat(scene.seen("g")).isEmpty();

        scene.gateway().subscriptions().update(sync.withPaused(false));
        assertThat(scene.emit(ADA).text()).isEqualTo("f");
    }

    @Test
    void besideASynchronousRouteTheAnswerStandsAndTheEventIsADeadLetter() throws Exception {
        scene.subscribe(SPACE, PAUSED).sync(SPACE, "user.created", "g");
        try (LogLines log = new LogLines()) {
            assertThat(scene.emit(ADA).text()).isEqualTo("g");

            assertThat(log.warnings()).singleElement().asString().contains("Ada", "the subscription is paused");
            assertThat(scene.gateway().deadLetters(SPACE).deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.cause()).isEqualTo("paused"));
        }
    }

    @Test
    void aBatchIsRefusedAsAWholeWithThatReason() throws Exception {
        scene.subscribe(SPACE, PAUSED).type(SPACE, "user.left").async(SPACE, "user.left", "g");
        String batch = List.of("user.left", "user.created").stream()
                .map(type -> "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\",\"type\":\"" + type + "\"}")
                .toList()
                .toString();

        GatewayReply reply = scene.post(batch, "Content-Type", "application/cloudevents-batch+json");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text()).contains("a subscription is paused, so none of this batch was taken");
        assertThat(scene.seen("g")).isEmpty();
    }
}
