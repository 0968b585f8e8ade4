package dev.eventgateway.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A Spring Cloud Gateway, which {@code bench/run} builds from {@code bench/peers/spring}. */
final class Spring {

    private static final Pattern READY = Pattern.compile("Started SpringGateway");

    private static final int OK = 200;

    private Spring() {}

    /** {@return it, running, with as large a heap as our own launcher allows and the collector that the JVM chooses} */
    static Process start(Children children, int functionPort, int port) throws IOException, InterruptedException {
        String jar = System.getProperty("spring");
        if (jar == null) {
            throw new IOException("no Spring Cloud Gateway: bench/run builds it and says where it is");
        }
        String name = Contender.Kind.SPRING.name();
        Process process = children.startContender(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxRAMPercentage=50",
                        "-jar",
                        jar,
                        "--server.port=" + port,
                        "--function=http://127.0.0.1:" + functionPort));
        children.await(name, process, READY);
        answerOnce(port);
        return process;
    }

    /** The first answer takes seconds on a busy machine: longer than a run of a quick look. */
    private static void answerOnce(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Gateway.PROXY))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() != OK) {
            throw new IOException("Spring Cloud Gateway answers with " + reply.statusCode() + ": " + reply.body());
        }
    }
}
