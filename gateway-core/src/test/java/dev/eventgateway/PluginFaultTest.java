package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.plugin.PluginStatus;
import dev.eventgateway.plugin.PluginStatus.State;
import dev.eventgateway.plugin.Reaction;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin that throws, hangs or leaks is felt by nobody else, and named. */
class PluginFaultTest {

    private static final String[] CLOSED = {"failure", "closed"};

    /** A gateway with a function that answers, and one plugin that reacts in so many milliseconds or has failed. */
    private static Scene scene(TestPlugin plugin, int millis, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("timeout", millis + "ms"));
        for (int at = 0; at < settings.length; at += 2) {
            all.put(settings[at], settings[at + 1]);
        }
        return new Scene(
                        Map.of("f", event -> GatewayReply.of(200, "text/plain", "answer")),
                        builder -> builder.plugin(plugin).pluginSettings(plugin.name(), all))
                .function("default", "f")
                .type("default", "user.created")
                .sync("default", "user.created", "f");
    }

    private static GatewayReply emit(Scene scene) throws Exception {
        return scene.emit(Event.of("user.created", "text/plain", "data"));
    }

    private static PluginStatus status(Scene scene) {
        return scene.gateway().status().plugins().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IllegalStateException.class,
                NoClassDefFoundError.class,
                StackOverflowError.class,
                AssertionError.class
            })
    void whateverAPluginThrowsIsItsOwnFailure(Class<? extends Throwable> kind) throws Exception {
        TestPlugin plugin = TestPlugin.sync("thrower", what -> {
            if (kind.getDeclaredConstructor().newInstance() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("broken");
        });
        try (Scene scene = scene(plugin, 30_000)) {
            for (int number = 0; number < 20; number++) {
                assertThat(emit(scene).text()).isEqualTo("answer");
            }
            assertThat(status(scene).state()).isEqualTo(State.RUNNING);
            assertThat(status(scene).failures()).isEqualTo(20);
            assertThat(status(scene).message()).contains(kind.getSimpleName());
            assertThat(scene.count("thrower failed")).hasValue(20);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // Plugins are compiled by others.
    void aRefusalWithoutAMessageIsThePluginsOwnFailure() throws Exception {
        TestPlugin plugin = TestPlugin.sync("speechless", what -> Reaction.refuse(null));
        try (Scene scene = scene(plugin, 30_000)) {
            assertThat(emit(scene).text()).isEqualTo("answer");
            assertThat(status(scene).failures()).isEqualTo(1);
        }
    }

    @Test
    void d56APluginThatMustBeAskedAndFailsRefusesTheEventForNow() throws Exception {
        TestPlugin plugin = TestPlugin.sync("thrower", what -> {
            throw new IllegalStateException("secret");
        });
        try (Scene scene = scene(plugin, 30_000, CLOSED)) {
            GatewayReply reply = emit(scene);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers().first("Retry-After")).contains("1");
            assertThat(reply.text()).contains("thrower").doesNotContain("secret");
            assertThat(scene.seen("f")).isEmpty();
        }
    }

    @Test
    void aPluginThatAnswersNothingHasFailed() throws Exception {
        TestPlugin plugin = TestPlugin.sync("mute", what -> Reaction.later(CompletableFuture.completedStage(null)));
        try (Scene scene = scene(plugin, 30_000)) {
            assertThat(emit(scene).text()).isEqualTo("answer");
            assertThat(status(scene).failures()).isEqualTo(1);
        }
    }

    @Test
    void d56APluginThatSleepsForAnHourIsNotWaitedForAndIsNamed() throws Exception {
        TestPlugin plugin = TestPlugin.sync("sleeper", what -> {
            TimeUnit.HOURS.sleep(1);
            return Reaction.pass();
        });
        try (Scene scene = scene(plugin, 50)) {
            for (int number = 0; number < 50; number++) {
                assertThat(emit(scene).text()).isEqualTo("answer");
            }
            PluginStatus status = status(scene);
            assertThat(status.state()).isEqualTo(State.RESTING);
            assertThat(status.message()).contains("did not react in time");
            assertThat(status.timeouts()).isEqualTo(5);
            assertThat(status.discarded()).isEqualTo(45);
            assertThat(status.waiting()).isZero();
        }
    }

    @Test
    void aPluginThatRecoversIsAskedAgain() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        TestPlugin plugin = TestPlugin.sync("sleeper", what -> {
            over.await();
            return Reaction.refuse("awake");
        });
        try (Scene scene = scene(plugin, 50)) {
            for (int number = 0; number < 5; number++) {
                assertThat(emit(scene).status()).isEqualTo(200);
            }
            assertThat(status(scene).state()).isEqualTo(State.RESTING);
            over.countDown();

            await().until(() -> emit(scene).status() == 403);
            assertThat(status(scene).state()).isEqualTo(State.RUNNING);
        }
    }

    /** It does not heed an interrupt: its threads are left to themselves, and it is switched off before there are many. */
    @Test
    void aPluginThatHangsForGoodIsSwitchedOff() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        TestPlugin stubborn = TestPlugin.async("stubborn", what -> {
            boolean again = true;
            while (again) {
                try {
                    over.await();
                    again = false;
                } catch (InterruptedException ignored) {
                    again = true;
                }
            }
            return Reaction.pass();
        });
        try (Scene scene = scene(stubborn, 20)) {
            await().until(() -> {
                assertThat(emit(scene).text()).isEqualTo("answer");
                return status(scene).state() == State.OFF;
            });
            assertThat(status(scene).message()).contains("threads do not come back");
            assertThat(stubborn.threads.stream().distinct()).hasSizeLessThanOrEqualTo(4);
            assertThat(emit(scene).text()).isEqualTo("answer");
            over.countDown();
            assertThat(stubborn.closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPluginThatIsTooSlowForWhatItIsToldMissesTheRestAndNoMemoryIsTaken() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        TestPlugin plugin = TestPlugin.async("slow", what -> {
            over.await();
            return Reaction.pass();
        });
        try (Scene scene = scene(plugin, 30_000, "queue", "10")) {
            for (int number = 0; number < 100; number++) {
                assertThat(emit(scene).text()).isEqualTo("answer");
            }
            assertThat(status(scene).discarded()).isEqualTo(90);
            assertThat(status(scene).waiting()).isEqualTo(10);
            over.countDown();
            await().until(() -> status(scene).waiting() == 0);
        }
    }

    @Test
    void whatWaitsForAPluginIsBoundedInBytesToo() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        TestPlugin plugin = TestPlugin.async("slow", what -> {
            over.await();
            return Reaction.pass();
        });
        try (Scene scene = scene(plugin, 30_000, "queue-size", "1MiB")) {
            for (int number = 0; number < 5; number++) {
                scene.emit(Event.of("user.created", "application/octet-stream", new byte[300_000]));
            }
            assertThat(status(scene).waiting()).isEqualTo(3);
            assertThat(status(scene).discarded()).isEqualTo(2);
            over.countDown();
        }
    }

    @Test
    void aPluginThatRunsOutOfMemoryIsSwitchedOffAndNothingHoldsItAnyMore() throws Exception {
        TestPlugin plugin = TestPlugin.sync("hoarder", what -> {
            throw new OutOfMemoryError("Java heap space");
        });
        try (Scene scene = scene(plugin, 30_000)) {
            assertThat(emit(scene).text()).isEqualTo("answer");

            assertThat(status(scene).state()).isEqualTo(State.OFF);
            assertThat(status(scene).message()).contains("out of memory");
            assertThat(plugin.closed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(emit(scene).text()).isEqualTo("answer");
            assertThat(plugin.told).hasSize(1);
        }
    }

    @Test
    void noThreadOfAPluginIsLeftAfterTheEnd() throws Exception {
        TestPlugin plugin = TestPlugin.sync("sleeper", what -> {
            TimeUnit.HOURS.sleep(1);
            return Reaction.pass();
        });
        try (Scene scene = scene(plugin, 100)) {
            emit(scene);
        }
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("event-gateway-plugin-sleeper")));
    }
}
