package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginException;
import dev.eventgateway.plugin.PluginStatus.State;
import dev.eventgateway.plugin.Reaction;
import dev.eventgateway.plugin.SystemEvent;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What plugins see and what they decide. */
class PluginTest {

    private static final JavaFunction ANSWER = event -> GatewayReply.of(200, "text/plain", event.text());
    private static final String BATCH = "application/cloudevents-batch+json";

    private static Scene scene(Plugin... plugins) {
        return scene(builder -> {}, plugins);
    }

    private static Scene scene(Consumer<EventGateway.Builder> more, Plugin... plugins) {
        return new Scene(Map.of("f", ANSWER), builder -> {
                    List.of(plugins).forEach(builder::plugin);
                    more.accept(builder);
                })
                .function("default", "f")
                .type("default", "user.created")
                .type("default", "user.renamed");
    }

    private static Event event(String type, String data) {
        return Event.of(type, "text/plain", data);
    }

    private static Reaction replaced(SystemEvent what, String more) {
        return Reaction.replace(event(what.event().type(), what.event().text() + more));
    }

    @Test
    void d24ASynchronousPluginRefusesAnEventWith403AndItsMessage() throws Exception {
        TestPlugin plugin = TestPlugin.sync("strict", what -> Reaction.refuse("no data, no event"));
        try (Scene scene = scene(plugin)) {
            scene.sync("default", "user.created", "f");

            GatewayReply reply = scene.emit(event("user.created", ""));

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).contains("no data, no event");
            assertThat(scene.seen("f")).isEmpty();
            assertThat(scene.count("strict refused")).hasValue(1);
        }
    }

    @Test
    void pluginsAreAskedInTheirOrderAndEachSeesWhatTheOneBeforeItMade() throws Exception {
        try (Scene scene = scene(
                TestPlugin.sync("one", what -> replaced(what, "1")),
                TestPlugin.sync("two", what -> replaced(what, "2")),
                TestPlugin.sync("three", what -> Reaction.pass()))) {
            scene.sync("default", "user.created", "f");

            assertThat(scene.emit(event("user.created", "0")).text()).isEqualTo("012");
            assertThat(scene.count("two replaced")).hasValue(1);
            assertThat(scene.count("three passed")).hasValue(1);
        }
    }

    @Test
    void anEventOfAnotherTypeGoesToTheSubscriptionsOfThatType() throws Exception {
        TestPlugin plugin = TestPlugin.sync("rename", what -> Reaction.replace(event("user.renamed", "new")));
        try (Scene scene = scene(plugin)) {
            scene.sync("default", "user.renamed", "f");

            assertThat(scene.emit(event("user.created", "old")).text()).isEqualTo("new");
        }
    }

    @Test
    void noPluginMakesAnEventThatOnlyTheGatewayMayMake() throws Exception {
        TestPlugin plugin =
                TestPlugin.sync("forger", what -> Reaction.replace(event("eventgateway.event.received", "x")));
        try (Scene scene = scene(plugin)) {
            scene.sync("default", "user.created", "f");

            assertThat(scene.emit(event("user.created", "as it was")).text()).isEqualTo("as it was");
            assertThat(scene.gateway().plugins().get(0).failures()).isEqualTo(1);
        }
    }

    @Test
    void aReactionThatComesLaterHoldsNoThread() throws Exception {
        CompletableFuture<Reaction> first = new CompletableFuture<>();
        TestPlugin plugin = TestPlugin.sync(
                "slow", what -> what.event().text().equals("first") ? Reaction.later(first) : Reaction.pass());
        try (Scene scene = scene(builder -> builder.pluginSettings("slow", Map.of("timeout", "30s")), plugin)) {
            scene.sync("default", "user.created", "f");
            CompletableFuture<GatewayReply> waiting =
                    scene.gateway().emit(event("user.created", "first")).toCompletableFuture();

            assertThat(scene.emit(event("user.created", "second")).text()).isEqualTo("second");
            assertThat(waiting).isNotDone();
            first.complete(Reaction.pass());

            assertThat(waiting.join().text()).isEqualTo("first");
        }
    }

    @Test
    void anAsynchronousPluginIsToldOnlyOfWhatPassedAndAsItPassed() throws Exception {
        TestPlugin observer = TestPlugin.async("observer", what -> Reaction.refuse("who cares"));
        TestPlugin judge = TestPlugin.sync(
                "judge", what -> what.event().text().isEmpty() ? Reaction.refuse("empty") : replaced(what, "!"));
        try (Scene scene = scene(observer, judge)) {
            scene.sync("default", "user.created", "f");

            assertThat(scene.emit(event("user.created", "")).status()).isEqualTo(403);
            assertThat(scene.emit(event("user.created", "a")).status()).isEqualTo(200);

            await().until(() -> !observer.told.isEmpty());
            assertThat(observer.told)
                    .singleElement()
                    .satisfies(told -> assertThat(told.event().text()).isEqualTo("a!"));
        }
    }

    @Test
    void asynchronousReactionsComeOneAtATimeAndInOrder() throws Exception {
        TestPlugin observer = TestPlugin.async("observer", what -> Reaction.pass());
        try (Scene scene = scene(observer)) {
            for (int number = 0; number < 200; number++) {
                scene.emit(event("user.created", String.valueOf(number)));
            }
            await().until(() -> observer.told.size() == 200);

            for (int number = 0; number < 200; number++) {
                assertThat(observer.told.get(number).event().text()).isEqualTo(String.valueOf(number));
            }
            assertThat(observer.threads.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void anEventThatNobodySubscribedToIsToldButNotARequestThatNobodyServes() throws Exception {
        TestPlugin plugin = TestPlugin.sync("all", what -> Reaction.pass());
        try (Scene scene = scene(plugin)) {
            assertThat(scene.emit(event("user.created", "a")).status()).isEqualTo(202);
            assertThat(scene.post("{}", "ce-specversion", "1.0", "ce-id", "1", "ce-source", "/s", "ce-type", "any")
                            .status())
                    .isEqualTo(202);
            assertThat(scene.send("GET", "/nothing", "").status()).isEqualTo(404);

            assertThat(plugin.told).extracting(told -> told.event().type()).containsExactly("user.created", "any");
        }
    }

    @Test
    void d23APlainRequestIsToldWithItsPathItsHeadersAndItsBody() throws Exception {
        TestPlugin plugin = TestPlugin.sync("all", what -> Reaction.pass());
        try (Scene scene = scene(plugin)) {
            scene.type("default", "http.request")
                    .subscribe("default", Subscription.sync("http.request", "f", "POST", "/a/:id"));

            assertThat(scene.send("POST", "/a/1", "[1,{\"x\":2}]", "Content-Type", "application/json")
                            .status())
                    .isEqualTo(200);

            SystemEvent.Received told = (SystemEvent.Received) plugin.told.get(0);
            assertThat(told.path()).isEqualTo("/a/1");
            assertThat(told.headers().first("content-type")).contains("application/json");
            assertThat(JsonParser.parseString(told.event().text())
                            .getAsJsonObject()
                            .get("body"))
                    .isEqualTo(JsonParser.parseString("[1,{\"x\":2}]"));
        }
    }

    @Test
    void aRefusedEventRefusesItsBatchAndIsNamed() throws Exception {
        TestPlugin plugin = TestPlugin.sync(
                "judge", what -> what.event().id().equals("2") ? Reaction.refuse("not this one") : Reaction.pass());
        try (Scene scene = scene(plugin)) {
            scene.async("default", "user.created", "f");
            String event = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"user.created\"}";

            GatewayReply reply =
                    scene.post("[" + event.formatted("1") + "," + event.formatted("2") + "]", "Content-Type", BATCH);

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text())
                    .isEqualTo(
                            "{\"errors\":[{\"message\":\"event 1 (id \\\"2\\\"): not this one\",\"index\":1,\"id\":\"2\"}]}\n");
            assertThat(plugin.told).hasSize(2);
            assertThat(scene.isIdle()).isTrue();
            assertThat(scene.seen("f")).isEmpty();
        }
    }

    @Test
    void theEventsOfABatchGoOnAsPluginsReplacedThem() throws Exception {
        TestPlugin plugin = TestPlugin.sync(
                "rename",
                what -> Reaction.replace(event("user.renamed", what.event().id())));
        try (Scene scene = scene(plugin)) {
            scene.async("default", "user.renamed", "f");
            StringBuilder batch = new StringBuilder("[");
            for (int number = 0; number < 40; number++) {
                batch.append(number == 0 ? "" : ",")
                        .append("{\"specversion\":\"1.0\",\"id\":\"" + number
                                + "\",\"source\":\"/s\",\"type\":\"user.created\"}");
            }

            assertThat(scene.post(batch + "]", "Content-Type", BATCH).status()).isEqualTo(202);

            await().until(() -> scene.seen("f").size() == 40);
            assertThat(plugin.told)
                    .extracting(told -> told.event().id())
                    .element(39)
                    .isEqualTo("39");
        }
    }

    @Test
    void aFunctionIsNotCalledIfAPluginRefuses() throws Exception {
        TestPlugin plugin = TestPlugin.sync("judge", SystemEvent.Invoking.class, what -> Reaction.refuse("not now"));
        try (Scene scene = scene(plugin)) {
            scene.sync("default", "user.created", "f");

            GatewayReply reply = scene.emit(event("user.created", "a"));

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).contains("not now");
            assertThat(scene.seen("f")).isEmpty();
            scene.async("default", "user.renamed", "f").emit(event("user.renamed", "b"));
            await().until(() -> scene.count("lost default").get() == 1);
        }
    }

    @Test
    void aFunctionIsCalledWithWhatAPluginReplacesTheEventBy() throws Exception {
        TestPlugin plugin = TestPlugin.sync("more", SystemEvent.Invoking.class, what -> replaced(what, "+"));
        try (Scene scene = scene(plugin)) {
            scene.sync("default", "user.created", "f");

            assertThat(scene.emit(event("user.created", "a")).text()).isEqualTo("a+");
        }
    }

    @Test
    void whatFunctionsDidIsToldToWhoListens() throws Exception {
        TestPlugin good = TestPlugin.async("good", SystemEvent.Invoked.class, what -> Reaction.pass());
        TestPlugin bad = TestPlugin.async("bad", SystemEvent.InvocationFailed.class, what -> Reaction.pass());
        try (Scene scene = scene(good, bad)) {
            scene.http("default", "gone", "http://127.0.0.1:1/");
            scene.sync("default", "user.created", "f").sync("default", "user.renamed", "gone");

            scene.emit(event("user.created", "a"));
            scene.emit(event("user.renamed", "a"));

            await().until(() -> good.told.size() == 1 && bad.told.size() == 1);
            assertThat(((SystemEvent.Invoked) good.told.get(0)).functionId()).isEqualTo("f");
            assertThat(((SystemEvent.InvocationFailed) bad.told.get(0)).functionId())
                    .isEqualTo("gone");
        }
    }

    @Test
    void nothingIsLeftToRefuseWhenAFunctionHasAnswered() {
        TestPlugin late = TestPlugin.sync("late", SystemEvent.Invoked.class, what -> Reaction.pass());

        assertThatThrownBy(() -> scene(late))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"late\"", "Invoked");
    }

    @Test
    void aPluginGetsItsSettingsAndCountsWhatItLikes() throws Exception {
        TestPlugin plugin = TestPlugin.async("mine", what -> Reaction.pass());
        try (Scene scene =
                scene(builder -> builder.pluginSettings("mine", Map.of("topic", "t", "timeout", "1s")), plugin)) {
            assertThat(plugin.config.names()).containsExactly("topic");
            assertThat(plugin.config.required("topic")).isEqualTo("t");
            assertThat(plugin.config).hasToString("[timeout, topic]");
            assertThat(scene.count("mine counts starts")).hasValue(1);
            assertThat(scene.count("mine measures size")).hasValue(7);
            assertThat(scene.gateway().status().plugins()).singleElement().satisfies(status -> {
                assertThat(status.name()).isEqualTo("mine");
                assertThat(status.state()).isEqualTo(State.RUNNING);
            });
        }
        assertThat(plugin.closed.getCount()).isZero();
    }

    @Test
    void settingsThatCannotBeUsedAreNamedBeforeAnythingIsServed() {
        assertThatThrownBy(() -> scene(builder -> builder.pluginSettings("ghost", Map.of())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("ghost");
        TestPlugin plugin = TestPlugin.async("mine", what -> Reaction.pass());
        assertThatThrownBy(() -> scene(builder -> builder.pluginSettings("mine", Map.of("failure", "ajar")), plugin))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"mine\"")
                .hasMessageContaining("\"failure\": expected open or closed");
        assertThatThrownBy(() -> scene(plugin, TestPlugin.async("mine", what -> Reaction.pass())))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void whatAPluginWasToldBeforeTheEndItReactsToBeforeTheEnd() throws Exception {
        TestPlugin plugin = TestPlugin.async("slow", what -> {
            await().pollDelay(Duration.ofMillis(10)).until(() -> true);
            return Reaction.pass();
        });
        try (Scene scene = scene(plugin)) {
            for (int number = 0; number < 30; number++) {
                scene.emit(event("user.created", "a"));
            }
        }
        assertThat(plugin.told).hasSize(30);
        assertThat(plugin.closed.getCount()).isZero();
    }
}
