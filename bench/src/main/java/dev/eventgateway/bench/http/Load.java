package dev.eventgateway.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Requests of one scenario to one contender: h2load, which tells of each answer. */
final class Load {

    private static final String ALL_WELL = " 0 errored, 0 timeout";
    private static final int FIRST_REQUESTS = 4_000;

    /** A run that hangs is a failure. */
    private static final long LONGEST_SECONDS = 60;

    private final Children children;
    private final Scenario scenario;
    private final Contender contender;
    private final Path log;
    private final Path body;
    private long requests = FIRST_REQUESTS;

    Load(Children children, Scenario scenario, Contender contender) throws IOException {
        this.children = children;
        this.scenario = scenario;
        this.contender = contender;
        log = children.folder().resolve("answers.log");
        body = children.folder().resolve("body");
    }

    Contender contender() {
        return contender;
    }

    /**
     * Sends requests for about that long, and waits for all answers.
     *
     * @param hurried whether the next request follows an answer, whatever the scenario says
     */
    void run(int millis, boolean hurried) throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        Files.writeString(body, scenario.body());
        Process process = children.start("load", command(millis, hurried));
        if (!process.waitFor(LONGEST_SECONDS + TimeUnit.MILLISECONDS.toSeconds(millis), TimeUnit.SECONDS)) {
            process.toHandle().destroyForcibly();
            throw new IOException("the load on " + contender.kind() + " does not end");
        }
        if (process.exitValue() != 0 || !children.logged("load").contains(ALL_WELL)) {
            throw new IOException("requests to " + contender.kind() + " failed: " + children.logged("load"));
        }
    }

    /** {@return what the last run saw: nothing but what the scenario expects} */
    Answers answers() throws IOException {
        Answers answers = Answers.read(log);
        for (Map.Entry<Integer, Long> each : answers.statuses().entrySet()) {
            if (!scenario.isExpected(each.getKey(), contender.kind())) {
                throw new IOException(
                        scenario.name() + ": " + contender.kind() + " answered with " + each.getKey() + ", "
                                + each.getValue() + " times; the end of its log: "
                                + children.lastLogged(contender.kind().name()));
            }
        }
        return answers;
    }

    /** Tells how many requests make a run of that length. */
    void adapt(double requestsPerSecond, int millis) {
        requests = Math.max(FIRST_REQUESTS, Math.round(requestsPerSecond * millis / 1_000));
    }

    private List<String> command(int millis, boolean hurried) {
        List<String> command = new ArrayList<>(List.of(
                "h2load", "--threads=1", "--clients=" + scenario.connections(), "--data=" + body, "--log-file=" + log));
        // Each event that was accepted is counted, so no answer may be cut off by the end.
        command.add(scenario.isAsync() ? "--requests=" + requests : "--duration=" + millis + "ms");
        if (!scenario.tls()) {
            command.add("--h1");
        }
        if (scenario.ratePerSecond() > 0 && !hurried) {
            command.add(String.format(
                    Locale.ROOT, "--rps=%.3f", (double) scenario.ratePerSecond() / scenario.connections()));
        }
        scenario.headers().forEach(header -> command.add("--header=" + header));
        command.add(contender.address(scenario.tls()) + scenario.path());
        return command;
    }
}
