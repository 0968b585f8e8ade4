package dev.eventgateway.server;

import dev.eventgateway.server.log.LogSetup;
import dev.eventgateway.server.settings.CommandLineSettings;
import dev.eventgateway.server.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * What instances do in their first seconds, once and in a few: the run from which an archive of the loaded classes is made, so that
 * later processes start sooner. Talks to itself only.
 */
final class Training {

    private static final String FUNCTION = """
            {"functionId": "trained", "type": "http", "provider": {"url": "%s/livez"}}""";
    private static final String SUBSCRIPTION = """
            {"type": "%s", "eventType": "%s", "functionId": "trained", "path": "/", "method": "POST"}""";

    private static final String EVENT = """
            {"specversion": "1.0", "id": "1", "source": "/", "type": "trained", "data": {}}""";

    private Training() {}

    /** Trains, with its data in the folder that the argument names. */
    public static void main(String[] arguments) throws IOException, InterruptedException, NoSuchAlgorithmException {
        LogSetup.silence();
        Preparation.withoutNettyEvents();
        Preparation.ofBeans();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        new Main(Map.of(), nowhere, nowhere).run("--version");
        LogSetup.apply(settings("--store=memory:trained").logging());
        StoreTraining.run();
        Settings settings = settings("--dev", "--log-level=error", "--embed-data-dir=" + Path.of(arguments[0], "data"));
        LogSetup.apply(settings.logging());
        try (Server server = Server.start(settings)) {
            Signals.caught().close();
            SSLContext.getDefault();
            serve(server);
        }
    }

    private static Settings settings(String... flags) {
        Stream<String> common = Stream.of("--events-bind=127.0.0.1", "--events-port=0", "--config-port=0");
        return CommandLineSettings.parse(
                        Map.of(), Stream.concat(Stream.of(flags), common).toArray(String[]::new))
                .settings();
    }

    private static void serve(Server server) throws IOException {
        String config = "http://127.0.0.1:" + server.config().getPort();
        String events = "http://127.0.0.1:" + server.events().getPort();
        post(config + "/v1/spaces/default/functions", FUNCTION.formatted(config));
        post(config + "/v1/spaces/default/subscriptions", SUBSCRIPTION.formatted("sync", "http.request"));
        post(config + "/v1/spaces/default/eventtypes", "{\"name\": \"trained\"}");
        post(config + "/v1/spaces/default/subscriptions", SUBSCRIPTION.formatted("async", "trained"));
        for (int round = 0; round < 20; round++) {
            post(events + "/", "{}");
            post(events + "/", EVENT);
        }
        open(config + "/v1/status").getResponseCode();
        open(config + "/v1/metrics").getResponseCode();
    }

    private static void post(String address, String body) throws IOException {
        HttpURLConnection connection = open(address);
        connection.setDoOutput(true);
        connection.setRequestProperty(
                "Content-Type", body.contains("specversion") ? "application/cloudevents+json" : "application/json");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        connection.getResponseCode();
        connection.disconnect();
    }

    private static HttpURLConnection open(String address) throws IOException {
        return (HttpURLConnection) new URL(address).openConnection();
    }
}
