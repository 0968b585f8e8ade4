package dev.eventgateway.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.eventgateway.EventGateway;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.plugin.PluginConfig;
import dev.eventgateway.plugin.PluginException;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a gateway, and somebody who takes objects as S3 does. */
class S3PluginTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private S3StandIn bucket;

    @BeforeEach
    void start() throws Exception {
        bucket = S3StandIn.start();
    }

    @AfterEach
    void stop() {
        bucket.close();
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "bucket",
                "events",
                "endpoint",
                bucket.endpoint(),
                "address-style",
                "path",
                "access-key-id",
                S3StandIn.KEY_ID,
                "secret-access-key",
                S3StandIn.SECRET,
                "timeout",
                "30s"));
        for (int at = 0; at < more.length; at += 2) {
            all.put(more[at], more[at + 1]);
        }
        return all;
    }

    private static EventGateway gateway(Map<String, String> settings) {
        // The class path has the plugin: nobody has to name it.
        return EventGateway.builder()
                .store(KvStore.inMemory())
                .function("answer", event -> GatewayReply.accepted())
                .pluginSettings("s3", settings)
                .open();
    }

    private static int emit(EventGateway gateway, Event event) throws Exception {
        return gateway.emit(event)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .status();
    }

    private static JsonElement json(Event event) {
        return JsonParser.parseString(new String(event.structured(), StandardCharsets.UTF_8));
    }

    private List<JsonElement> written() {
        return bucket.lines().stream().map(JsonParser::parseString).toList();
    }

    @Test
    void whatIsReadBackEqualsWhatWasSent() throws Exception {
        List<JsonElement> sent = new ArrayList<>();
        try (EventGateway gateway = gateway(settings())) {
            List<Event> events = List.of(
                    Event.builder("user.created")
                            .json("{\n  \"lines\": [1,\r\n 2.50]\n}")
                            .build(),
                    Event.of("user.created", "text/plain", "two\nlines, ünïcode"),
                    Event.of("user.created", "application/octet-stream", new byte[] {0, -1, 10}),
                    Event.builder("user.created")
                            .extension("partitionkey", "ada")
                            .build());
            for (Event event : events) {
                assertThat(emit(gateway, event)).isEqualTo(202);
                sent.add(json(event));
            }
        }
        assertThat(written()).isEqualTo(sent);
        assertThat(bucket.refusals()).isEmpty();
    }

    @Test
    void keysTellTypeAndTime() throws Exception {
        try (EventGateway gateway = gateway(settings("prefix", "log/"))) {
            emit(gateway, Event.of("user.created"));
            emit(gateway, Event.of("order paid/1"));
        }
        String time = "\\d{4}/\\d\\d/\\d\\d/\\d\\d/\\d{8}T\\d{6}Z-[0-9a-f-]{36}\\.ndjson\\.gz";
        assertThat(bucket.objects().keySet())
                .hasSize(2)
                .anyMatch(key -> key.matches("127\\.0\\.0\\.1:\\d+ /events/log/user\\.created/" + time))
                .anyMatch(key -> key.matches("127\\.0\\.0\\.1:\\d+ /events/log/order_paid_1/" + time));
    }

    @Test
    void whoMakesUpTypesTakesNoMemoryForEach() throws Exception {
        // What a busy machine does not write before the end is written at the next start.
        String spill = folder.resolve("spill").toString();
        try (EventGateway gateway = gateway(settings("spill", spill))) {
            for (int number = 0; number < 150; number++) {
                emit(gateway, Event.of("made.up." + number + "x".repeat(200)));
            }
        }
        try (EventGateway gateway = gateway(settings("spill", spill))) {
            assertThat(gateway.plugins()).hasSize(1);
            await().atMost(PATIENCE).until(() -> bucket.lines().size() == 150);
        }
        assertThat(bucket.objects()).hasSizeLessThanOrEqualTo(101);
        assertThat(bucket.objects().keySet()).anyMatch(key -> key.contains("/events/events/other/"));
    }

    @Test
    void aBatchIsWrittenWhenItIsLargeEnoughOrOldEnough() throws Exception {
        try (EventGateway gateway = gateway(settings("batch-size", "1KiB", "batch-age", "1h"))) {
            for (int number = 0; number < 10; number++) {
                emit(gateway, Event.of("user.created", "text/plain", "x".repeat(1_000)));
            }
            await().until(() -> bucket.lines().size() == 10);
        }
        try (EventGateway gateway = gateway(settings("batch-age", "50ms"))) {
            emit(gateway, Event.of("user.renamed"));
            await().until(() -> bucket.lines().size() == 11);
        }
    }

    @Test
    void onlyTheChosenTypesAreWrittenAndNoCredentials() throws Exception {
        try (EventGateway gateway = gateway(settings("types", "http.request,user.*"))) {
            gateway.functions().create(FunctionSpec.java("answer", "answer"));
            gateway.eventTypes().create(new EventType("default", "http.request", Optional.empty(), Map.of()));
            gateway.subscriptions().create(Subscription.sync("http.request", "answer", "GET", "/"));
            gateway.handle(GatewayRequest.of("GET", "/", Headers.of("Authorization", "Bearer hidden"), new byte[0]))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            emit(gateway, Event.of("order.paid"));
        }
        assertThat(bucket.lines())
                .singleElement()
                .asString()
                .contains("http.request")
                .doesNotContain("hidden");
    }

    @Test
    void anObjectIsTriedUntilItIsThere() throws Exception {
        bucket.failNext(3);
        try (EventGateway gateway = gateway(settings("batch-age", "50ms"))) {
            emit(gateway, Event.of("user.created"));
            await().until(() -> bucket.lines().size() == 1);
        }
        assertThat(bucket.objects()).hasSize(1);
    }

    @Test
    void aWrongKeyIsRefusedByTheBucketAndNamedByNobody() throws Exception {
        Path spill = folder.resolve("spill");
        try (EventGateway gateway = gateway(settings("secret-access-key", "wrong", "spill", spill.toString()))) {
            emit(gateway, Event.of("user.created"));
        }
        assertThat(bucket.refusals()).isNotEmpty().containsOnly("wrong signature");
        assertThat(bucket.objects()).isEmpty();
        S3Settings settings = S3Settings.of(PluginConfig.of(settings()), Map.of());
        assertThat(settings.toString()).doesNotContain(S3StandIn.SECRET, S3StandIn.KEY_ID);
    }

    @Test
    void whatCannotBeWrittenAtTheEndIsSpilledAndWrittenAtTheNextStart() throws Exception {
        Path spill = folder.resolve("spill");
        bucket.failNext(1_000_000);
        try (EventGateway gateway = gateway(settings("spill", spill.toString()))) {
            assertThat(emit(gateway, Event.of("user.created"))).isEqualTo(202);
        }
        assertThat(bucket.objects()).isEmpty();
        assertThat(spilled(spill)).hasSize(1);
        bucket.failNext(0);
        try (EventGateway gateway = gateway(settings("spill", spill.toString()))) {
            assertThat(gateway.plugins()).hasSize(1);
            await().until(() -> bucket.lines().size() == 1);
        }
        assertThat(spilled(spill)).isEmpty();
    }

    @Test
    void aBucketThatDoesNotAnswerAtTheEndLosesNothing() throws Exception {
        Path spill = folder.resolve("spill");
        bucket.hold();
        try (EventGateway gateway = gateway(settings("batch-age", "50ms", "spill", spill.toString()))) {
            emit(gateway, Event.of("on.its.way"));
            await().until(() -> bucket.held() == 1);
            emit(gateway, Event.of("in.a.batch"));
        }
        assertThat(spilled(spill)).hasSize(2);
    }

    @Test
    void aBucketThatCannotEvenBeAskedLosesNothing() throws Exception {
        Path spill = folder.resolve("spill");
        try (EventGateway gateway =
                gateway(settings("endpoint", "http://127.0.0.1:99999", "spill", spill.toString()))) {
            emit(gateway, Event.of("user.created"));
        }
        assertThat(spilled(spill)).hasSize(1);
    }

    private static List<String> spilled(Path spill) throws IOException {
        try (Stream<Path> kept = Files.list(spill)) {
            return kept.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aTypeOfDotsStaysBelowThePrefix() throws Exception {
        try (EventGateway gateway = gateway(settings())) {
            emit(gateway, Event.of(".."));
        }
        assertThat(bucket.objects().keySet()).singleElement().asString().contains("/events/events/_/");
    }

    @Test
    void whoWantsNothingToBeMissedIsToldWhenTheBucketIsBehind() throws Exception {
        bucket.failNext(1_000_000);
        Path spill = folder.resolve("spill");
        try (EventGateway gateway = gateway(
                settings("mode", "sync", "failure", "closed", "buffer-size", "4KiB", "spill", spill.toString()))) {
            Event large = Event.of("user.created", "text/plain", "x".repeat(3_000));

            assertThat(emit(gateway, large)).isEqualTo(202);
            assertThat(emit(gateway, large)).isEqualTo(503);
        }
    }

    @Test
    void aBucketIsNamedInThePathOrInTheHost() {
        assertThat(S3Settings.of(PluginConfig.of(settings()), Map.of()).bucket())
                .hasToString(bucket.endpoint() + "/events/");
        assertThat(S3Settings.of(
                                PluginConfig.of(settings("address-style", "virtual", "endpoint", "https://h:9")),
                                Map.of())
                        .bucket())
                .hasToString("https://events.h:9/");
        Map<String, String> amazon = settings("address-style", "virtual");
        amazon.remove("endpoint");
        assertThat(S3Settings.of(PluginConfig.of(amazon), Map.of("AWS_REGION", "eu-central-1"))
                        .bucket())
                .hasToString("https://events.s3.eu-central-1.amazonaws.com/");
    }

    @Test
    void credentialsComeFromSettingsAFileOrTheEnvironment() throws Exception {
        Map<String, String> none = settings();
        none.remove("access-key-id");
        none.remove("secret-access-key");
        assertThat(id(none, Map.of("AWS_ACCESS_KEY_ID", "e", "AWS_SECRET_ACCESS_KEY", "s")))
                .isEqualTo("e");
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[other]\naws_access_key_id = o\n[default]\naws_access_key_id = f\naws_secret_access_key=s=s\n");
        none.put("credentials-file", file.toString());
        assertThat(id(none, Map.of())).isEqualTo("f");
        assertThat(id(settings(), Map.of())).isEqualTo(S3StandIn.KEY_ID);
    }

    private static String id(Map<String, String> settings, Map<String, String> environment) {
        return Credentials.of(PluginConfig.of(settings), environment).identity().accessKeyId();
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() {
        Map<String, String> none = settings();
        none.remove("bucket");
        assertThatThrownBy(() -> gateway(none))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"bucket\" is missing");
        assertThatThrownBy(() -> gateway(settings("batch-size", "large")))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"batch-size\": expected a size");
        for (String prefix : List.of("my events/", "/events/", "a//b/", "../", "a:b/", "day=1/", "x".repeat(51))) {
            assertThatThrownBy(() -> gateway(settings("prefix", prefix)))
                    .isInstanceOf(PluginException.class)
                    .hasMessageContaining("\"prefix\"");
        }
        assertThatThrownBy(() -> gateway(settings("session-token", "hidden\n")))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("session token")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> gateway(settings("credentials-file", "x", "access-key-id", "", "bucket", "UP")))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("\"bucket\"");
    }
}
