package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.delivery.Dispatcher;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventGatewayTest {

    private static final Event ADA = Event.of("user.created", "text/plain", "Ada");

    @Test
    void aSynchronousFunctionAnswersTheSender() throws Exception {
        try (EventGateway gateway = gateway(event -> GatewayReply.of(201, "text/plain", "Hello, " + event.text()))) {
            subscribe(gateway, Subscription.sync("user.created", "f", "POST", "/"));

            GatewayReply reply = get(gateway.emit(ADA));

            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.text()).isEqualTo("Hello, Ada");
        }
    }

    @Test
    void anAsynchronousFunctionGetsTheEventAfter202() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (EventGateway gateway = gateway(event -> {
            seen.add(event.text());
            return GatewayReply.accepted();
        })) {
            subscribe(gateway, Subscription.async("user.created", "f"));

            assertThat(get(gateway.emit(ADA)).status()).isEqualTo(202);

            await().until(() -> seen.contains("Ada"));
        }
    }

    @Test
    void aPlainRequestCarriesItsParametersToTheFunction() throws Exception {
        try (EventGateway gateway = gateway(event -> GatewayReply.of(200, "application/json", event.text()))) {
            subscribe(gateway, Subscription.sync("http.request", "f", "GET", "/users/:id"));

            GatewayReply reply =
                    get(gateway.handle(GatewayRequest.of("GET", "/users/a%20b?x=1", Headers.none(), new byte[0])));

            assertThat(reply.text())
                    .contains("\"params\":{\"id\":\"a b\"}")
                    .contains("\"query\":{\"x\":[\"1\"]}")
                    .contains("\"path\":\"/users/a b\"");
        }
    }

    @Test
    void d43EachSubscriptionGetsItsOwnParametersOfTheSameEvent() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (EventGateway gateway = gateway(event -> {
            seen.add(event.id() + " " + event.text().replaceAll(".*\"params\":", ""));
            return GatewayReply.accepted();
        })) {
            subscribe(gateway, Subscription.async("http.request", "f").at("GET", "/users/:id"));
            subscribe(gateway, Subscription.async("http.request", "f").at("GET", "/users/:name"));

            get(gateway.handle(GatewayRequest.of("GET", "/users/7", Headers.none(), new byte[0])));

            await().until(() -> seen.size() == 2);
            assertThat(seen.stream().map(each -> each.replaceAll(" .*", "")).collect(Collectors.toSet()))
                    .hasSize(1);
            assertThat(seen.toString()).contains("{\"id\":\"7\"}").contains("{\"name\":\"7\"}");
        }
    }

    @Test
    void d21APlainRequestThatNobodyServesIs404AndItsBodyIsNotRead() throws Exception {
        AtomicBoolean read = new AtomicBoolean();
        try (EventGateway gateway = gateway(event -> GatewayReply.accepted())) {
            GatewayRequest request = new GatewayRequest("POST", "/nowhere", "", Headers.none(), () -> {
                read.set(true);
                throw new IllegalStateException("read");
            });

            GatewayReply reply = get(gateway.handle(request));

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.text()).contains("/nowhere");
            assertThat(read).isFalse();
        }
    }

    @Test
    void anEventThatNobodyWantsIs202() throws Exception {
        try (EventGateway gateway = gateway(event -> GatewayReply.accepted())) {
            assertThat(get(gateway.emit(ADA)).status()).isEqualTo(202);
        }
    }

    @Test
    void aMalformedEventIs400WithAMessage() throws Exception {
        try (EventGateway gateway = gateway(event -> GatewayReply.accepted())) {
            GatewayReply reply = get(gateway.handle(GatewayRequest.of(
                    "POST",
                    "/",
                    Headers.of("Content-Type", "application/cloudevents+json"),
                    "{".getBytes(StandardCharsets.UTF_8))));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).startsWith("{\"errors\":[{\"message\":");
        }
    }

    @Test
    void aTapBesideASynchronousRouteGetsTheEventAndLeavesTheAnswerAlone() throws Exception {
        AtomicInteger taps = new AtomicInteger();
        try (EventGateway gateway = EventGateway.builder()
                .store(KvStore.inMemory())
                .function("answer", event -> GatewayReply.of(200, "text/plain", "answer"))
                .function("tap", event -> {
                    taps.incrementAndGet();
                    throw new IllegalStateException("a tap that fails");
                })
                .open()) {
            gateway.eventTypes().create(EventType.of("user.created"));
            gateway.functions().create(FunctionSpec.java("answer", "answer"));
            gateway.functions().create(FunctionSpec.java("tap", "tap"));
            gateway.subscriptions().create(Subscription.sync("user.created", "answer", "POST", "/"));
            gateway.subscriptions().create(Subscription.async("user.created", "tap"));

            assertThat(get(gateway.emit(ADA)).text()).isEqualTo("answer");

            await().until(() -> taps.get() > 0);
        }
    }

    @Test
    void aFunctionThatFailsIs502AndItsCauseStaysInside() throws Exception {
        try (EventGateway gateway = gateway(event -> {
            throw new IllegalStateException("password=secret");
        })) {
            subscribe(gateway, Subscription.sync("user.created", "f", "POST", "/"));

            GatewayReply reply = get(gateway.emit(ADA));

            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.text()).doesNotContain("secret").contains("Function call failed. Please check logs.");
        }
    }

    @Test
    void d29AFullLaneIs503WithRetryAfterAndNothingIsLost() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger delivered = new AtomicInteger();
        try (EventGateway gateway = EventGateway.builder()
                .store(KvStore.inMemory())
                .limits(new DeliveryLimits(3, 100, 1, 10))
                .function("handler", event -> {
                    release.await();
                    delivered.incrementAndGet();
                    return GatewayReply.accepted();
                })
                .open()) {
            gateway.functions().create(FunctionSpec.java("f", "handler"));
            subscribe(gateway, Subscription.async("user.created", "f"));
            int accepted = 0;
            for (int i = 0; i < 10; i++) {
                GatewayReply reply = get(gateway.emit(ADA));
                accepted += reply.status() == 202 ? 1 : 0;
                if (reply.status() != 202) {
                    assertThat(reply.status()).isEqualTo(503);
                    assertThat(reply.headers().first("Retry-After")).isPresent();
                }
            }
            release.countDown();

            int expected = accepted;
            assertThat(expected).isEqualTo(4);
            await().until(() -> delivered.get() == expected);
        }
    }

    @Test
    void aHandlerThatIsNotHereIs503AndShownInTheStatus() throws Exception {
        try (EventGateway gateway = gateway(event -> GatewayReply.accepted())) {
            gateway.functions().create(FunctionSpec.java("elsewhere", "not-here"));
            gateway.eventTypes().create(EventType.of("user.created"));
            gateway.subscriptions().create(Subscription.sync("user.created", "elsewhere", "POST", "/"));

            assertThat(get(gateway.emit(ADA)).status()).isEqualTo(503);
            assertThat(gateway.status().missingHandlers()).containsExactly("default/elsewhere");
        }
    }

    @Test
    void drainingDeliversEveryAcceptedEventAndRefusesTheRest() throws Exception {
        AtomicInteger delivered = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (EventGateway gateway = gateway(event -> {
            delivered.incrementAndGet();
            return GatewayReply.accepted();
        })) {
            subscribe(gateway, Subscription.async("user.created", "f"));
            Thread sender = new Thread(() -> {
                while (refused.get() == 0) {
                    int status = gateway.emit(ADA).toCompletableFuture().join().status();
                    (status == 202 ? accepted : refused).incrementAndGet();
                }
            });
            sender.start();
            await().until(() -> accepted.get() > 100);

            int givenUp = gateway.drain(Duration.ofSeconds(30));
            sender.join();

            assertThat(givenUp).isZero();
            assertThat(delivered.get()).isEqualTo(accepted.get());
            assertThat(get(gateway.emit(ADA)).text())
                    .isEqualTo("{\"errors\":[{\"message\":\"Service Unavailable\"}]}\n");
            assertThat(get(gateway.emit(ADA)).headers().first("Retry-After")).contains("1");
        }
    }

    @Test
    void whatCannotBeFinishedInTimeIsInTheLogWhole() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Dispatcher.class);
        logger.addAppender(log);
        CountDownLatch never = new CountDownLatch(1);
        try (EventGateway gateway = EventGateway.builder()
                .store(KvStore.inMemory())
                .limits(new DeliveryLimits(10, 10, 1, 1))
                .function("handler", event -> {
                    never.await();
                    return GatewayReply.accepted();
                })
                .open()) {
            gateway.functions().create(FunctionSpec.java("f", "handler"));
            subscribe(gateway, Subscription.async("user.created", "f"));
            get(gateway.emit(Event.of("user.created", "text/plain", "first")));
            get(gateway.emit(Event.of("user.created", "text/plain", "second")));

            assertThat(gateway.drain(Duration.ofMillis(100))).isEqualTo(2);
        } finally {
            logger.detachAppender(log);
        }
        List<String> lines =
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(lines).filteredOn(line -> line.contains("\"first\"")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.contains("\"second\"")).hasSize(1);
    }

    @Test
    void whatIsRegisteredOnOneGatewayRoutesOnItsPeers() throws Exception {
        try (EventGateway one = gateway("memory:peers", event -> GatewayReply.of(200, "text/plain", "one"));
                EventGateway other = gateway("memory:peers", event -> GatewayReply.of(200, "text/plain", "other"))) {
            subscribe(one, Subscription.sync("user.created", "f", "POST", "/"));

            await().until(() -> get(other.emit(ADA)).status() == 200);

            assertThat(get(other.emit(ADA)).text()).isEqualTo("other");
            assertThat(other.status().catalog().digest())
                    .isEqualTo(one.status().catalog().digest());
        }
    }

    @Test
    void aGatewayWithoutStoreSaysHowToGiveItOne() {
        assertThatThrownBy(() -> EventGateway.builder().open()).hasMessageContaining("KvStores.open");
    }

    @Test
    void closingLeavesNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        EventGateway gateway = gateway(event -> GatewayReply.accepted());
        subscribe(gateway, Subscription.async("user.created", "f"));
        get(gateway.emit(ADA));

        gateway.close();
        gateway.close();

        await().untilAsserted(() -> {
            List<Thread> left = new ArrayList<>(Thread.getAllStackTraces().keySet());
            left.removeAll(before);
            assertThat(left)
                    .filteredOn(thread -> thread.getName().contains("event"))
                    .isEmpty();
        });
    }

    private static EventGateway gateway(JavaFunction function) {
        EventGateway gateway = EventGateway.builder()
                .store(KvStore.inMemory())
                .function("handler", function)
                .open();
        gateway.functions().create(FunctionSpec.java("f", "handler"));
        return gateway;
    }

    private static EventGateway gateway(String store, JavaFunction function) {
        EventGateway gateway = EventGateway.builder()
                .store(KvStores.open(store))
                .function("handler", function)
                .open();
        if (gateway.functions().get("default", "f").isEmpty()) {
            gateway.functions().create(FunctionSpec.java("f", "handler"));
        }
        return gateway;
    }

    private static void subscribe(EventGateway gateway, Subscription subscription) {
        if (gateway.eventTypes().get("default", subscription.eventType()).isEmpty()) {
            gateway.eventTypes().create(EventType.of(subscription.eventType()));
        }
        gateway.subscriptions().create(subscription);
    }

    private static GatewayReply get(CompletionStage<GatewayReply> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
