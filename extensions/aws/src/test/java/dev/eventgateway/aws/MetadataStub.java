package dev.eventgateway.aws;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What gives credentials to containers, instances and who has a token; each time others, until {@link #expiring}. */
final class MetadataStub implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger given = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Instant expiration = Instant.parse("2030-01-01T00:00:00Z");
    private volatile int status = 200;

    MetadataStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(String.join(
                    " ",
                    exchange.getRequestMethod(),
                    path,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token")),
                    body));
            byte[] answer = answer(path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    private String answer(String path) {
        return switch (path) {
            case "/latest/api/token" -> "t0ken";
            case "/latest/meta-data/iam/security-credentials/" -> "my-role\n";
            case "/latest/meta-data/iam/security-credentials/my-role", "/container" -> json(given.incrementAndGet());
            case "/" -> xml(given.incrementAndGet());
            default -> "";
        };
    }

    private String json(int number) {
        return "{\"Code\":\"Success\",\"AccessKeyId\":\"K" + number + "\",\"SecretAccessKey\":\"S\",\"Token\":\"T\","
                + "\"Expiration\":\"" + expiration + "\"}";
    }

    private String xml(int number) {
        return "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><SessionToken>T</SessionToken>"
                + "<SecretAccessKey>S</SecretAccessKey><Expiration>" + expiration + "</Expiration><AccessKeyId>K"
                + number
                + "</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** {@return method, path, token of a container, token of an instance and body of each request} */
    List<String> requests() {
        return requests;
    }

    int given() {
        return given.get();
    }

    MetadataStub expiring(Instant end) {
        expiration = end;
        return this;
    }

    MetadataStub answering(int other) {
        status = other;
        return this;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
