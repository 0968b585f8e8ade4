package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.plugin.PluginJar;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins out of jars, in a whole server. */
class PluginJarTest {

    @TempDir
    Path folder;

    private String plugins() {
        return "--plugins=" + folder.resolve("plugins");
    }

    /** Puts the jar of a plugin where the server finds it. */
    private void plugin(String name, String mode, String body) throws Exception {
        PluginJar.of(Files.createDirectories(folder.resolve("plugins")), name, PluginJar.source(name, mode, body));
    }

    private static HttpResponse<String> emit(Instance instance, String type) throws Exception {
        return instance.events("POST", "/", "data", "Event", type, "Content-Type", "text/plain");
    }

    @Test
    void eachJarIsAPluginAndTheyAreAskedByTheNamesOfTheirFiles() throws Exception {
        plugin("Beta", "SYNC", "return Reaction.refuse(what.event().text());");
        plugin("Alpha", "SYNC", "return Reaction.replace(Event.of(\"greeting\", \"text/plain\", \"of alpha\"));");
        try (Instance instance = Instance.start(plugins())) {
            HttpResponse<String> reply = emit(instance, "greeting");

            assertThat(reply.statusCode()).isEqualTo(403);
            assertThat(reply.body()).contains("of alpha");
            assertThat(instance.config("/v1/status").body())
                    .contains("{\"name\":\"alpha\",\"state\":\"running\"", "{\"name\":\"beta\",\"state\":\"running\"");
            assertThat(instance.config("/v1/metrics").body())
                    .contains(
                            "eventgateway_plugin_calls_total{outcome=\"replaced\",plugin=\"alpha\"} 1.0",
                            "eventgateway_plugin_calls_total{outcome=\"refused\",plugin=\"beta\"} 1.0",
                            "eventgateway_plugin_up{plugin=\"beta\"} 1.0",
                            "eventgateway_plugin_count_total{name=\"starts\",plugin=\"beta\"} 1.0");
        }
    }

    @Test
    void aPluginSeesNeitherTheGatewaysLibrariesNorAnotherPlugin() throws Exception {
        plugin("Other", "ASYNC", "return Reaction.pass();");
        plugin("Curious", "SYNC", """
                StringBuilder seen = new StringBuilder();
                for (String name : List.of("com.google.gson.Gson", "io.undertow.Undertow", "Other", "org.slf4j.Logger",
                        "dev.eventgateway.EventGateway", "dev.eventgateway.server.Main", "java.sql.Connection")) {
                    try {
                        Class.forName(name, true, Thread.currentThread().getContextClassLoader());
                        seen.append(name).append(' ');
                    } catch (ClassNotFoundException unseen) {
                        // As it should be.
                    }
                }
                return Reaction.refuse(seen.toString());
                """);
        try (Instance instance = Instance.start(plugins())) {
            assertThat(emit(instance, "greeting").body()).contains("\"org.slf4j.Logger java.sql.Connection \"");
        }
    }

    @Test
    void settingsComeFromFileEnvironmentAndFlagsInThatOrder() throws Exception {
        String telling = PluginJar.source("Told", "SYNC", "return Reaction.refuse(kept.toString());")
                .replace(
                        "metrics.count(\"starts\", 1);",
                        "config.names().forEach(name -> kept.add(name + '=' + config.required(name)));");
        PluginJar.of(Files.createDirectories(folder.resolve("plugins")), "Told", telling);
        Path file = Files.writeString(
                folder.resolve("settings.yaml"), "plugin-settings:\n  told:\n    one: 1\n    two-a: 1\n    three: 1\n");
        try (Instance instance = Instance.start(
                Map.of("EVENT_GATEWAY_PLUGIN_TOLD_TWO_A", "2", "EVENT_GATEWAY_PLUGIN_TOLD_THREE", "2"),
                plugins(),
                "--config=" + file,
                "--plugin-setting=told.three=3=3",
                "--plugin-setting=told.timeout=30s")) {
            assertThat(emit(instance, "greeting").body()).contains("[one=1, three=3=3, two-a=2]");
        }
    }

    @Test
    void aFolderThatHoldsNoPluginIsRefused() throws Exception {
        assertThatThrownBy(() -> Instance.start(plugins()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("plugins: expected a folder");
        Files.createDirectories(folder.resolve("plugins/empty"));
        assertThatThrownBy(() -> Instance.start(plugins()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("META-INF/services/dev.eventgateway.plugin.Plugin");
    }

    @Test
    void aPluginThatCannotStartStopsTheServerFromStarting() throws Exception {
        plugin("Fine", "SYNC", "return Reaction.pass();");
        assertThatThrownBy(() -> Instance.start(plugins(), "--plugin-setting=fine.failure=ajar"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("\"fine\"")
                .hasMessageContaining("open or closed");
        assertThatThrownBy(() -> Instance.start(plugins(), "--plugin-setting=fin.x=1"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("\"fin\" has settings but is not there; there are: fine");
    }

    /** A process of its own, with little memory: what the plugin keeps can be freed, for nobody holds it any more. */
    @Test
    void aPluginThatAllocatesWithoutEndIsSwitchedOffAndEventsKeepFlowing() throws Exception {
        plugin("Hoarder", "ASYNC", "while (true) { kept.add(new byte[1 << 20]); }");
        try (GatewayProcess gateway = GatewayProcess.startInJvm(
                List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "--store=memory:" + UUID.randomUUID(),
                plugins(),
                "--plugin-setting=hoarder.timeout=1m")) {
            await().until(() -> {
                assertThat(sent(gateway)).isEqualTo(202);
                return status(gateway).get("state").getAsString().equals("off");
            });
            assertThat(status(gateway).get("message").getAsString()).contains("out of memory");
            for (int number = 0; number < 50; number++) {
                assertThat(sent(gateway)).isEqualTo(202);
            }
            await().until(() -> used(gateway) < 60_000_000);
        }
    }

    private static int sent(GatewayProcess gateway) throws Exception {
        return Instance.send(gateway.events(), "POST", "/", "x".repeat(100_000), "Event", "greeting")
                .statusCode();
    }

    private static JsonObject status(GatewayProcess gateway) throws Exception {
        String status = Instance.send(gateway.config(), "GET", "/v1/status", "").body();
        return JsonParser.parseString(status)
                .getAsJsonObject()
                .getAsJsonArray("plugins")
                .get(0)
                .getAsJsonObject();
    }

    /** Events between the looks make garbage, so that it is collected. */
    private static double used(GatewayProcess gateway) throws Exception {
        for (int number = 0; number < 200; number++) {
            sent(gateway);
        }
        return Instance.send(gateway.config(), "GET", "/v1/metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }
}
