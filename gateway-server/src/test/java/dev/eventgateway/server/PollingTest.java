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
    void ioThreadsWaitByASelectorThatLooksBeforeItSleepsIfThereIsASecondCore() throws IOException {
        boolean several = Runtime.getRuntime().availableProcessors() > 1;
        try (GatewayProcess gateway = GatewayProcess.start("--dev", "--embed-data-dir=" + folder)) {
            await().until(() -> Arrays.stream(threads(gateway.pid()).split("\n\n"))
                    .filter(thread -> thread.startsWith("\"gateway I/O-1\"") && thread.contains("Selector.select"))
                    .anyMatch(thread -> thread.contains("poll.PollingSelector.select") == several));
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
