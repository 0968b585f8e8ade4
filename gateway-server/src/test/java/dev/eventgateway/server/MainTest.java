package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private static final String MEMORY = "--store=memory:";

    /** What a run of the program left behind. */
    private record Run(int code, String out, String err) {

        static Run of(Map<String, String> environment, String... arguments) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Main main = new Main(
                    environment,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8));
            int code = main.run(arguments);
            return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }

        static Run of(String... arguments) {
            return of(Map.of(), arguments);
        }

        void assertFailed(int expected, String... parts) {
            assertThat(code).isEqualTo(expected);
            assertThat(out).isEmpty();
            assertThat(err).startsWith("event-gateway: ").contains(parts).hasLineCount(1);
        }
    }

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
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Run.of(MEMORY + "a", "--config-port=" + port).assertFailed(1, "127.0.0.1:" + port, "--config-port");
            Run.of(MEMORY + "a", "--config-port=0", "--events-bind=127.0.0.1", "--events-port=" + port)
                    .assertFailed(1, "127.0.0.1:" + port, "--events-port");
        }
    }

    @Test
    void aStoreOutOfReachIsOneLine() throws IOException {
        int closed;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = port.getLocalPort();
        }
        String store = "zk://127.0.0.1:" + closed + "/a?timeout=1s";
        Run.of("--store=" + store, "--config-port=0", "--events-port=0", "--events-bind=127.0.0.1")
                .assertFailed(1, "zk://127.0.0.1:" + closed, "check that it runs");
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsOneLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        Run.of("--dev", "--embed-data-dir=" + file.resolve("data"), "--config-port=0", "--events-port=0")
                .assertFailed(1, file.toString(), "--embed-data-dir");
    }
}
