package dev.eventgateway.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packed server in a process of its own, on free ports, with the packed plugin. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("Events API http://[^:]*:(\\d+), Config API http://[^:]*:(\\d+)");
    private static final Path JAR = Path.of("..", "..", "gateway-server", "target", "event-gateway.jar");
    private static final Path PLUGINS = Path.of("target", "plugins");

    private final Process process;
    private final String events;
    private final String config;

    private GatewayProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Matcher ready = READY.matcher("");
        StringBuilder lines = new StringBuilder();
        for (String line = output.readLine(); line != null && !ready.find(); line = output.readLine()) {
            lines.append(line).append('\n');
            ready = READY.matcher(line.replace("\\/", "/"));
        }
        if (!ready.reset().find()) {
            throw new IOException("the gateway did not start: " + lines);
        }
        events = "http://127.0.0.1:" + ready.group(1);
        config = "http://127.0.0.1:" + ready.group(2);
        Thread reader = new Thread(() -> output.lines().forEach(line -> {}), "output-of-the-gateway");
        reader.setDaemon(true);
        reader.start();
    }

    static GatewayProcess start(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                JAR.toString(),
                "--events-port=0",
                "--config-port=0",
                "--events-bind=127.0.0.1",
                "--plugins=" + PLUGINS));
        Stream.of(flags).forEach(command::add);
        return new GatewayProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** {@return the address of the Events API} */
    String events() {
        return events;
    }

    /** {@return the address of the Config API} */
    String config() {
        return config;
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
