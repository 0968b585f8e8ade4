package dev.eventgateway.bench.stores;

import dev.eventgateway.bench.Table;
import dev.eventgateway.kv.server.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the server takes from its launcher's start until it is ready, and the memory that it has then: with the archive of loaded
 * classes that the launcher gives to the JVM, and without.
 */
public final class Starts {

    private static final Pattern CONFIG_API = Pattern.compile("Config API http:[^:]*localhost:(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
    private static final long LOOK_MILLIS = 2;
    private static final long IDLE_MILLIS = 1_000;
    private static final long LONGEST_SECONDS = 60;
    private static final long KIB = 1024;

    /** Back to what a JVM does when it is told nothing of archives. */
    private static final String WITHOUT = Runtime.version().feature() >= 25
            ? "-XX:AOTMode=off"
            : "-XX:SharedArchiveFile=" + Path.of(System.getProperty("java.home"), "lib", "server", "classes.jsa");

    private final Run run;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Table table = new Table(
            "store",
            "starts of each kind",
            "ready: with the archive",
            "slowest",
            "without",
            "slowest",
            "ratio of the medians",
            "memory, idle: with the archive",
            "without");

    private Starts(Run run) {
        this.run = run;
    }

    /** Measures, and prints a table. */
    public static void main(String[] arguments) {
        Run.main(arguments, run -> new Starts(run).measure());
    }

    private String measure() throws Exception {
        measure("--dev", Optional.empty());
        for (StoreKind kind : run.kinds()) {
            try (TestServer server = kind.start(run.folder(kind))) {
                measure(kind.toString(), Optional.of(server.uri("bench")));
            }
        }
        return table.toString();
    }

    private void measure(String store, Optional<String> uri) throws Exception {
        Kind archived = new Kind("");
        Kind plain = new Kind(WITHOUT);
        start(archived, uri); // the archive may have to be made
        archived.forget();
        for (int round = 0; round < run.choose(15, 3); round++) {
            for (Kind kind : round % 2 == 0 ? List.of(archived, plain) : List.of(plain, archived)) {
                start(kind, uri);
            }
        }
        run.say(
                "%s: ready after %s, without the archive after %s",
                store, archived.ready.median(), plain.ready.median());
        table.row(
                store,
                plain.ready.count(),
                archived.ready.median(),
                Text.time(archived.ready.percentile(100)),
                plain.ready.median(),
                Text.time(plain.ready.percentile(100)),
                String.format("%.2f", (double) archived.ready.percentile(50) / plain.ready.percentile(50)),
                Text.size(archived.memory.percentile(50)),
                Text.size(plain.memory.percentile(50)));
    }

    private void start(Kind kind, Optional<String> uri) throws Exception {
        Path folder = run.folder();
        Path log = Files.createDirectories(folder).resolve("log");
        long begin = System.nanoTime();
        Process process = launch(kind, uri, folder, log);
        try {
            awaitReady(process, log);
            kind.ready.add(System.nanoTime() - begin);
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
            kind.memory.add(resident(process));
        } finally {
            process.destroy();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static Process launch(Kind kind, Optional<String> uri, Path folder, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("gateway", "event-gateway"),
                "--events-bind=127.0.0.1",
                "--events-port=0",
                "--config-port=0",
                uri.map(external -> "--store=" + external).orElse("--dev")));
        if (uri.isEmpty()) {
            command.add("--embed-data-dir=" + folder.resolve("data"));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_OPTS", kind.option);
        return builder.start();
    }

    /** The line says where; only the answer says that it is. */
    private void awaitReady(Process process, Path log) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher told = CONFIG_API.matcher(Files.readString(log));
            if (told.find() && isReady(told.group(1))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new IOException("the gateway is not ready: " + Files.readString(log));
    }

    private boolean isReady(String port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private static long resident(Process process) throws IOException {
        Matcher told = RESIDENT.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
        return told.find() ? KIB * Long.parseLong(told.group(1)) : 0;
    }

    /** How the JVM is started, and what came of it. */
    private static final class Kind {

        private final String option;
        private Latencies ready = new Latencies();
        private Latencies memory = new Latencies();

        Kind(String option) {
            this.option = option;
        }

        void forget() {
            ready = new Latencies();
            memory = new Latencies();
        }
    }
}
