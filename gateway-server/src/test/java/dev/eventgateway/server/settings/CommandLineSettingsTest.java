package dev.eventgateway.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.server.settings.Settings.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineSettingsTest {

    @TempDir
    Path directory;

    private static Settings settings(String... arguments) {
        return settings(Map.of(), arguments);
    }

    private static Settings settings(Map<String, String> environment, String... arguments) {
        return CommandLineSettings.parse(environment, arguments).settings();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            Map<String, String> environment, String... arguments) {
        return assertThatThrownBy(() -> settings(environment, arguments)).isInstanceOf(UsageException.class);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String... arguments) {
        return assertRefused(Map.of(), arguments);
    }

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("gateway.yaml"), content).toString();
    }

    @Test
    void defaultsAreThoseOfTheHelp() {
        Settings settings = settings("--dev");
        assertThat(settings.store()).isEqualTo(new Settings.Store.Embedded(Path.of("event-gateway-data"), 0));
        assertThat(settings.events().getPort()).isEqualTo(4000);
        assertThat(settings.events().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(settings.config().getPort()).isEqualTo(4001);
        assertThat(settings.config().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.accessKey()).isEmpty();
        assertThat(settings.logging()).isEqualTo(new Logging(Logging.Level.INFO, Logging.Format.TEXT));
        assertThat(settings.limits())
                .isEqualTo(new Settings.Limits(
                        1_024,
                        100_000,
                        16,
                        10 * 1024 * 1024,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(25)));
        assertThat(settings("--store=memory:a").logging().format()).isEqualTo(Logging.Format.JSON);
        assertThat(settings("--store=memory:a").store()).isEqualTo(new Settings.Store.External("memory:a"));
    }

    @Test
    void theFlagWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        String file = file("workers: 1\nworkers-backlog: 1\nmax-body: 1\ndev: true\n");
        Settings settings = settings(
                Map.of("EVENT_GATEWAY_WORKERS", "2", "EVENT_GATEWAY_WORKERS_BACKLOG", "2"),
                "--workers=3",
                "--config",
                file);
        assertThat(settings.limits().workers()).isEqualTo(3);
        assertThat(settings.limits().backlog()).isEqualTo(2);
        assertThat(settings.limits().maxBody()).isEqualTo(1);
        assertThat(settings.store()).isInstanceOf(Settings.Store.Embedded.class);
        assertThat(settings(Map.of("EVENT_GATEWAY_CONFIG", file)).limits().workers())
                .isEqualTo(1);
    }

    @Test
    void flagsMayBeWrittenInThreeWays() {
        assertThat(settings("--dev", "--events-port=1").events().getPort()).isEqualTo(1);
        assertThat(settings("--dev", "--events-port", "1").events().getPort()).isEqualTo(1);
        assertThat(settings("-dev", "-events-port=1").events().getPort()).isEqualTo(1);
        assertThat(settings("-dev", "-events-port", "1").events().getPort()).isEqualTo(1);
        assertThat(settings("--dev=false", "--store=memory:a").store()).isInstanceOf(Settings.Store.External.class);
    }

    @Test
    void sizesAndTimesHaveUnits() {
        Settings settings = settings("--dev", "--max-body=512KiB", "--shutdown-timeout=2m", "--function-timeout=250ms");
        assertThat(settings.limits().maxBody()).isEqualTo(512 * 1024);
        assertThat(settings.limits().shutdownTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.limits().functionTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings("--dev", "--max-body=2MB").limits().maxBody()).isEqualTo(2_000_000);
        assertThat(settings("--dev", "--max-body=77").limits().maxBody()).isEqualTo(77);
    }

    @Test
    void aBadValueIsReportedWithItsSourceAndWhatWasExpected() throws IOException {
        assertRefused("--dev", "--events-port=65536")
                .hasMessage("--events-port=65536: expected a port from 0 (any free one) to 65535");
        assertRefused(Map.of("EVENT_GATEWAY_MAX_BODY", "ten"), "--dev")
                .hasMessageStartingWith("EVENT_GATEWAY_MAX_BODY=ten: expected a size");
        String file = file("log-level: loud\n");
        assertRefused("--dev", "--config=" + file)
                .hasMessage(file + ": log-level=loud: expected debug, info, warn or error");
        assertRefused("--dev", "--shutdown-timeout=soon").hasMessageContaining("expected a time");
        assertRefused("--dev", "--shutdown-timeout=99999999999h").hasMessageContaining("expected a time");
        assertRefused("--dev", "--max-body=9999999999GiB").hasMessageContaining("expected a size");
        assertRefused("--dev", "--max-body=0").hasMessageContaining("expected a size");
        assertRefused("--dev", "--workers=0").hasMessageContaining("expected a number");
        assertRefused("--dev=perhaps").hasMessageContaining("expected true or false");
        assertRefused("--dev", "--log-format=xml").hasMessageContaining("expected text or json");
        assertRefused("--dev", "--events-bind=no such host").hasMessageContaining("--events-bind=no such host");
    }

    @Test
    void aValueThatIsNotUsedIsNotReported() {
        assertThat(settings(Map.of("EVENT_GATEWAY_WORKERS", "many"), "--dev", "--workers=3")
                        .limits()
                        .workers())
                .isEqualTo(3);
    }

    @Test
    void aFileThatCannotBeUsedIsReported() throws IOException {
        assertRefused("--dev", "--config=/no/such/file").hasMessageContaining("/no/such/file", "no such file");
        assertRefused("--dev", "--config=" + directory).hasMessageContaining("cannot be read");
        assertRefused("--dev", "--config=" + file("worker: 3\n")).hasMessageContaining("worker: unknown setting");
        assertRefused("--dev", "--config=" + file("help: true\n")).hasMessageContaining("help: unknown setting");
        assertRefused("--dev", "--config=" + file("workers: [3]\n"))
                .hasMessageContaining("workers: expected one plain");
        assertRefused("--dev", "--config=" + file("- workers\n")).hasMessageContaining("key: value");
        assertRefused("--dev", "--config=" + file("dev: true\na: b: c\n"))
                .hasMessageContaining("line 2: no valid YAML");
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'#', ' ', (byte) 0xe9, '\n'});
        assertRefused("--dev", "--config=" + latin).hasMessage(latin + ": cannot be read: expected UTF-8");
        assertThat(settings("--dev", "--config=" + file("# nothing\n")).limits().workers())
                .isEqualTo(1_024);
    }

    @Test
    void variablesOfKubernetesAreNotOurs() {
        Map<String, String> links =
                Map.of("EVENT_GATEWAY_CONFIG_PORT", "tcp://10.0.0.1:4001", "EVENT_GATEWAY_PORT", "tcp://10.0.0.1:4000");
        assertThat(settings(links, "--dev").config().getPort()).isEqualTo(4001);
    }

    @Test
    void theAccessKeyComesFromAFileOrTheEnvironmentAndIsNeverShown() throws IOException {
        String keyFile =
                Files.writeString(directory.resolve("key"), "  s3cret\n").toString();
        for (Settings settings : new Settings[] {
            settings("--dev", "--access-key-file=" + keyFile, "--config-bind=0.0.0.0"),
            settings(Map.of("EVENT_GATEWAY_ACCESS_KEY", "s3cret"), "--dev", "--config-bind=0.0.0.0")
        }) {
            assertThat(settings.accessKey())
                    .hasValueSatisfying(key -> assertThat(key.opens("s3cret")).isTrue());
            assertThat(settings.accessKey())
                    .hasValueSatisfying(key -> assertThat(key.opens("other")).isFalse());
            assertThat(settings.toString()).doesNotContain("s3cret");
        }
        assertRefused(Map.of("EVENT_GATEWAY_ACCESS_KEY", "s3cret"), "--dev", "--access-key-file=" + keyFile)
                .hasMessageContaining("leave out one");
        assertRefused("--dev", "--access-key-file=/no/such/key").hasMessageContaining("/no/such/key");
        assertRefused(Map.of("EVENT_GATEWAY_ACCESS_KEY", " "), "--dev").hasMessageContaining("is empty");
        assertRefused(Map.of("EVENT_GATEWAY_ACCESS_KEY", "two s3cret words"), "--dev")
                .hasMessageContaining("one word")
                .hasMessageNotContaining("s3cret");
        assertRefused("--dev", "--config=" + file("access-key: s3cret\n"))
                .hasMessageContaining("access-key-file")
                .hasMessageNotContaining("s3cret");
        assertRefused("--dev", "--access-key=s3cret").hasMessageNotContaining("s3cret");
    }

    @Test
    void theConfigApiIsNotOpenedToOthersWithoutAKey() {
        assertRefused("--dev", "--config-bind=0.0.0.0").hasMessageContaining("needs an access key");
        assertThat(settings("--dev", "--config-bind=localhost")
                        .config()
                        .getAddress()
                        .isLoopbackAddress())
                .isTrue();
    }

    @Test
    void twoStoresAreOneTooMany() {
        assertRefused("--dev", "--store=memory:a").hasMessageContaining("--dev runs its own store");
        assertRefused("--store=memory:a", "--store=memory:b").hasMessageContaining("--store");
    }
}
