package dev.eventgateway.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program in a process of its own, on free ports. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("Events API http://[^:]*:(\\d+), Config API http://[^:]*:(\\d+)");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final InetSocketAddress events;
    private final InetSocketAddress config;

    private GatewayProcess(Process process) throws IOException {
        this.process = process;
        Matcher ready = awaitReady();
        events = address(ready.group(1));
        config = address(ready.group(2));
        Thread reader = new Thread(this::readOn, "log-of-the-gateway");
        reader.setDaemon(true);
        reader.start();
    }

    static GatewayProcess start(String... flags) throws IOException {
        return startInJvm(List.of("-XX:TieredStopAtLevel=1"), flags);
    }

    static GatewayProcess startInJvm(List<String> options, String... flags) throws IOException {
        return start(options, System.getProperty("java.class.path"), flags);
    }

    /** Starts it from another class path than that of the test. */
    static GatewayProcess startFrom(String classPath, String... flags) throws IOException {
        return start(List.of("-XX:TieredStopAtLevel=1"), classPath, flags);
    }

    private static GatewayProcess start(List<String> options, String classPath, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        Stream.concat(Stream.of("--events-port=0", "--config-port=0", "--events-bind=127.0.0.1"), Stream.of(flags))
                .forEach(command::add);
        return new GatewayProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static InetSocketAddress address(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    private Matcher awaitReady() throws IOException {
        BufferedReader output = output();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            Matcher matcher = READY.matcher(line.replace("\\/", "/"));
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new IOException("the gateway did not start: " + lines);
    }

    private BufferedReader output() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private void readOn() {
        output().lines().forEach(lines::add);
    }

    InetSocketAddress events() {
        return events;
    }

    InetSocketAddress config() {
        return config;
    }

    List<String> lines() {
        return lines;
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGTERM; not by {@code Process.destroy}, which closes the process's output as well. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** {@return the exit code} */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running: " + lines);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
