package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final String MEMORY = "--store=memory:";

    @Test
    void helpAndVersionArePrinted() {
        Run help = Run.of("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("--store", "--dev", "--max-body", "EVENT_GATEWAY_MAX_BODY");
        assertThat(Run.of("-help").out()).isEqualTo(help.out());
        assertThat(Run.of("-version").code()).isZero();
        Run version = Run.of("--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("Event Gateway version: ").hasLineCount(1);
    }

    /** Newer JDKs log each exit, with a stack trace, to whoever has not said how to log. */
    @Test
    void aProcessThatPrintsItsVersionPrintsNothingElse() throws IOException {
        String classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> !each.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Main.class.getName(),
                        "--version")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("Event Gateway version: ")
                .hasLineCount(1);
    }

    @Test
    void aStoreIsAskedFor() {
        Run.of().assertFailed(2, "no store", "--store=", "--dev");
        Run.of(Map.of("EVENT_GATEWAY_STORE", "")).assertFailed(2, "no store");
    }

    @Test
    void badUsageIsOneLine() {
        Run.of("--nonsense").assertFailed(2, "--nonsense");
        Run.of(MEMORY, "stray").assertFailed(2, "stray");
        Run.of(MEMORY + "a", "--max-body=much").assertFailed(2, "--max-body=much", "expected a size");
        Run.of("--store=etc://x").assertFailed(2, "--store", "etc");
        Run.of("--store=no uri").assertFailed(2, "--store");
        Run.of("--dev", "--plugin=x").assertFailed(2, "--plugin", "Java");
    }

    @Test
    void anOpenConfigApiNeedsAKey() {
        Run.of(MEMORY + "a", "--config-bind=0.0.0.0").assertFailed(2, "--config-bind=0.0.0.0", "--access-key-file");
    }

    @Test
    void d13ATakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Run.of(MEMORY + "a", "--config-port=" + port).assertFailed(1, "127.0.0.1:" + port, "--config-port");
            Run.of(MEMORY + "a", "--config-port=0", "--events-bind=127.0.0.1", "--events-port=" + port)
                    .assertFailed(1, "127.0.0.1:" + port, "--events-port");
        }
    }

    /** Who starts it twice is told of the port, and finds no data of a store that was not needed. */
    @Test
    void aTakenPortIsToldBeforeAStoreIsEmbedded(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Run.of("--dev", "--embed-data-dir=" + data, "--config-port=" + port)
                    .assertFailed(1, "127.0.0.1:" + port, "--config-port");
        }
        assertThat(data).doesNotExist();
    }

    private static Run start(String store) {
        return Run.of(
                "--store=" + store,
                "--startup-timeout=1s",
                "--config-port=0",
                "--events-port=0",
                "--events-bind=127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "consul", "zk"})
    void aStoreOutOfReachIsOneLine(String scheme) throws IOException {
        int closed;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = port.getLocalPort();
        }
        String store = scheme + "://127.0.0.1:" + closed;
        start(store + "/a?timeout=1s").assertFailed(1, "store " + store, "not available", "check that it runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "consul", "zk"})
    void aHostThatIsNotThereIsOneLine(String scheme) {
        String store = scheme + "://nowhere.invalid";
        start(store + "/a?timeout=1s").assertFailed(1, "store " + store, "not available", "check that it runs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "consul", "zk"})
    void somethingElseInPlaceOfTheStoreIsOneLine(String scheme) throws IOException {
        try (RawFunction other = RawFunction.answering(RawFunction.answer(404, "nothing here"))) {
            String store = scheme + other.url("/").substring("http".length());
            start(store + "a?timeout=1s").assertFailed(1, "store " + store, "not available", "--store names it");
        }
    }

    @Test
    void anAddressInAWrongPlaceIsNotRepeatedAsItMayHoldAPassword() {
        String store = "etcd://me:hunter2@127.0.0.1/a?password=hunter2";
        for (String[] wrong : new String[][] {
            {store},
            {"--store=" + store},
            {"--stroe=" + store},
            {"--dev", store},
            {"--dev=" + store},
            {"--workers", store},
            {"--store=" + store, "--store=" + store},
            {"--store", "--events-port=" + store}
        }) {
            Run run = Run.of(wrong);
            run.assertFailed(2, "event-gateway: ");
            assertThat(run.err()).doesNotContain("hunter2");
        }
        Run inEnvironment = Run.of(Map.of("EVENT_GATEWAY_STORE", store));
        inEnvironment.assertFailed(2, "carries credentials");
        assertThat(inEnvironment.err()).doesNotContain("hunter2");
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsOneLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        Run.of("--dev", "--embed-data-dir=" + file.resolve("data"), "--config-port=0", "--events-port=0")
                .assertFailed(1, file.toString(), "--embed-data-dir");
    }
}
