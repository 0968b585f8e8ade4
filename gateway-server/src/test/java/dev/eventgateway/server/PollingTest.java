package dev.eventgateway.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself: within the tests' own JVM somebody else may have been the first to ask for I/O threads. */
class PollingTest {

    @TempDir
    Path folder;

    @Test
    void ioThreadsWaitByASelectorThatLooksBeforeItSleeps() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start("--dev", "--embed-data-dir=" + folder)) {
            await().until(() -> Arrays.stream(threads(gateway.pid()).split("\n\n"))
                    .filter(thread -> thread.startsWith("\"gateway I/O-1\""))
                    .anyMatch(thread -> thread.contains("poll.PollingSelector.select")));
        }
    }

    private static String threads(long pid) throws IOException {
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
