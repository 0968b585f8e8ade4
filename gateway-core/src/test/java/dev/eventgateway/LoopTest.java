package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import dev.eventgateway.catalog.LogLines;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Retry;
import dev.eventgateway.routing.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events that functions send back come to an end. */
class LoopTest {

    private static final String SPACE = "default";
    private static final int MOST = 16;

    private final CompletableFuture<Scene> there = new CompletableFuture<>();

    private Scene scene(Map<String, JavaFunction> handlers) {
        Scene scene = new Scene(handlers);
        there.complete(scene);
        handlers.keySet().forEach(handler -> scene.function(SPACE, handler));
        return scene.type(SPACE, "ping").type(SPACE, "pong");
    }

    private GatewayReply again(Event event) {
        try {
            return there.join().emit(event);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static String structured(String version, String more) {
        return "{\"specversion\":\"" + version + "\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"ping\"" + more + "}";
    }

    @Test
    void anAsynchronousFunctionThatSendsBackWhatItGetsIsCalledAsOftenAsAnEventMayPass() throws Exception {
        List<GatewayReply> replies = new CopyOnWriteArrayList<>();
        try (LogLines log = new LogLines();
                Scene scene = scene(Map.of("f", event -> {
                    replies.add(again(event));
                    return GatewayReply.accepted();
                }))) {
            scene.async(SPACE, "ping", "f");

            assertThat(scene.emit(Event.builder("ping").id("77").source("/me").build())
                            .status())
                    .isEqualTo(202);

            await().until(() -> scene.count("looped default ping").get() == 1 && scene.isIdle());
            assertThat(scene.seen("f")).hasSize(MOST).extracting(Event::hops).contains(1, 2, 15, 16);
            assertThat(replies.stream().filter(reply -> reply.status() == 508)).hasSize(1);
            assertThat(log.warnings())
                    .anyMatch(line -> line.contains("goes round in a loop")
                            && line.contains("type=ping source=/me id=77 hops=16"));
        }
    }

    @Test
    void aSynchronousFunctionThatAsksForItsOwnAnswerGetsAnError() throws Exception {
        try (Scene scene = scene(Map.of("f", this::again))) {
            scene.sync(SPACE, "ping", "f");

            GatewayReply reply = scene.emit(Event.of("ping"));

            assertThat(reply.status()).isEqualTo(508);
            assertThat(reply.text())
                    .isEqualTo(
                            "{\"errors\":[{\"message\":\"The event has passed a gateway 16 times and may do so 16 times"
                                    + " at most: it goes round in a loop.\"}]}\n");
            assertThat(scene.seen("f")).hasSize(MOST);
        }
    }

    @Test
    void twoFunctionsThatMakeEventsOfEachOthersAreFoundOutIfTheyKeepTheAttribute() throws Exception {
        JavaFunction answering = event -> {
            String other = event.type().equals("ping") ? "pong" : "ping";
            again(Event.builder(other)
                    .extension(Event.HOPS, event.extension(Event.HOPS).orElseThrow())
                    .build());
            return GatewayReply.accepted();
        };
        try (Scene scene = scene(Map.of("f", answering, "g", answering))) {
            scene.async(SPACE, "ping", "f").async(SPACE, "pong", "g").emit(Event.of("ping"));

            await().until(() -> scene.count("looped default ping").get() == 1 && scene.isIdle());
            assertThat(scene.seen("f")).hasSize(MOST / 2);
            assertThat(scene.seen("g")).hasSize(MOST / 2);
        }
    }

    /** It sends what it has read, as one does over HTTP. */
    @Test
    void aDeadLetterFunctionThatSendsEventsAgainForAFunctionThatStaysBrokenComesToAnEnd() throws Exception {
        JavaFunction sending = letter -> {
            String event = JsonParser.parseString(letter.text())
                    .getAsJsonObject()
                    .get("event")
                    .toString();
            try {
                there.join().post(event, "Content-Type", "application/cloudevents+json");
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
            return GatewayReply.accepted();
        };
        try (Scene scene = scene(Map.of("f", event -> GatewayReply.of(400, "text/plain", ""), "dead", sending))) {
            scene.subscribe(
                    SPACE,
                    Subscription.async("ping", "f")
                            .withRetry(Retry.DEFAULT.withAttempts(1))
                            .withDeadLetter("dead"));
            scene.emit(Event.of("ping"));

            await().until(() -> scene.count("looped default ping").get() == 1 && scene.isIdle());
            assertThat(scene.seen("dead")).hasSize(MOST).extracting(Event::hops).contains(1, 16);
        }
    }

    @Test
    void aWatcherThatSendsAnEventForEachThatArrivesComesToAnEnd() throws Exception {
        JavaFunction telling = told -> told.type().equals("eventgateway.event.received")
                ? again(Event.of("pong").withHops(told.hops()))
                : GatewayReply.accepted();
        try (Scene scene = scene(Map.of("f", event -> GatewayReply.accepted(), "watcher", telling))) {
            scene.async(SPACE, "eventgateway.*", "watcher").async(SPACE, "pong", "f");
            scene.emit(Event.of("pong"));

            await().until(() -> scene.count("looped default pong").get() == 1 && scene.isIdle());
            assertThat(scene.seen("f")).hasSize(MOST).extracting(Event::hops).contains(1, 16);
        }
    }

    @Test
    void whatIsDeliveredSaysHowOftenItHasPassedInTheWayOfItsVersion() throws Exception {
        try (Scene scene = scene(Map.of("f", event -> GatewayReply.accepted()))) {
            scene.sync(SPACE, "ping", "f");
            String type = "application/cloudevents+json";
            scene.post(structured("1.0", ""), "Content-Type", type);
            scene.post(structured("0.3", ",\"eventgatewayhops\":4"), "Content-Type", type);
            scene.post(
                    "{\"eventType\":\"ping\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\",\"extensions\":"
                            + "{\"eventgateway\":{\"hops\":5}}}",
                    "Content-Type",
                    type);

            assertThat(scene.seen("f")).extracting(Event::hops).containsExactly(1, 5, 6);
            assertThat(scene.seen("f").get(0).extension(Event.HOPS)).contains("1");
            assertThat(scene.seen("f").get(1).extension(Event.HOPS)).contains("5");
            assertThat(scene.seen("f").get(2).specVersion()).isEqualTo(SpecVersion.V0_1);
            assertThat(scene.seen("f").get(2).extension("eventgateway")).contains("{\"hops\":6}");
        }
    }

    @Test
    void aPlainRequestSaysItInAHeader() throws Exception {
        try (Scene scene = scene(Map.of("f", event -> GatewayReply.of(200, "text/plain", "" + event.hops())))) {
            scene.type(SPACE, "http.request").sync(SPACE, "http.request", "f");

            assertThat(scene.post("").text()).isEqualTo("1");
            assertThat(scene.post("", "ce-eventgatewayhops", "15").text()).isEqualTo("16");
            assertThat(scene.post("", "ce-eventgatewayhops", "16").status()).isEqualTo(508);
            GatewayReply malformed = scene.post("", "ce-eventgatewayhops", "many");
            assertThat(malformed.status()).isEqualTo(400);
            assertThat(malformed.text()).contains("ce-eventgatewayhops is \\\"many\\\": expected an integer from 0");
        }
    }

    @Test
    void aBatchWithAnEventThatGoesRoundIsRefusedWholeAndNamesIt() throws Exception {
        try (Scene scene = scene(Map.of("f", event -> GatewayReply.accepted()))) {
            scene.async(SPACE, "ping", "f");

            GatewayReply reply = scene.post(
                    "[" + structured("1.0", "") + ","
                            + structured("1.0", ",\"eventgatewayhops\":16").replace("\"1\"", "\"2\"") + ","
                            + structured("1.0", ",\"eventgatewayhops\":99").replace("ping", "unwanted") + "]",
                    "Content-Type",
                    "application/cloudevents-batch+json");

            assertThat(reply.status()).isEqualTo(508);
            assertThat(reply.text())
                    .contains("16 times", "\"index\":1,\"id\":\"2\"")
                    .doesNotContain("99");
            assertThat(scene.count("looped default ping")).hasValue(1);
            assertThat(scene.seen("f")).isEmpty();
        }
    }

    @Test
    void howOftenAnEventMayPassIsSaidToTheBuilder() throws Exception {
        assertThatThrownBy(() -> EventGateway.builder().maxHops(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxHops is 0, expected at least 1");
        try (EventGateway gateway = EventGateway.builder()
                .store(KvStore.inMemory())
                .function("f", event -> GatewayReply.of(200, "text/plain", ""))
                .maxHops(1)
                .open()) {
            gateway.functions().create(FunctionSpec.java("f", "f"));
            gateway.eventTypes().create(new EventType(SPACE, "ping", Optional.empty(), Map.of()));
            gateway.subscriptions().create(Subscription.sync("ping", "f", "POST", "/"));
            Event event = Event.of("ping");

            assertThat(status(gateway, event)).isEqualTo(200);
            assertThat(status(gateway, event.withHops(1))).isEqualTo(508);
        }
    }

    private static int status(EventGateway gateway, Event event) throws Exception {
        return gateway.emit(event)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .status();
    }
}
