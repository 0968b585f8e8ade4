package dev.eventgateway.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Takes objects as S3 does: only with a signature of version 4 that it comes to itself, by what Amazon has published. */
final class S3StandIn implements AutoCloseable {

    static final String KEY_ID = "AKIDEXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8}/([^/]+)/s3/aws4_request), ?"
                    + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    private final HttpServer server;
    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch answering = new CountDownLatch(0);

    private S3StandIn(HttpServer server) {
        this.server = server;
    }

    static S3StandIn start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        S3StandIn standIn = new S3StandIn(server);
        server.createContext("/", standIn::serve);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        return standIn;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next so many requests with 503. */
    void failNext(int count) {
        failures.set(count);
    }

    /** Answers nobody any more. */
    void hold() {
        answering = new CountDownLatch(1);
    }

    /** {@return how many have asked since, and wait} */
    int held() {
        return held.get();
    }

    /** {@return by {@code host path}, what was written} */
    Map<String, byte[]> objects() {
        return objects;
    }

    /** {@return what was wrong with requests} */
    List<String> refusals() {
        return refusals;
    }

    /** {@return the lines of all objects} */
    List<String> lines() {
        return objects.values().stream().flatMap(S3StandIn::lines).toList();
    }

    private static Stream<String> lines(byte[] object) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(object))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        awaitTurn();
        String wrong = wrong(exchange, body);
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            reply(exchange, 503, "<Error><Code>SlowDown</Code></Error>");
        } else if (!wrong.isEmpty()) {
            refusals.add(wrong);
            reply(exchange, 403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
        } else {
            objects.put(
                    exchange.getRequestHeaders().getFirst("Host") + " "
                            + exchange.getRequestURI().getRawPath(),
                    body);
            reply(exchange, 200, "");
        }
    }

    private void awaitTurn() throws IOException {
        if (answering.getCount() == 0) {
            return;
        }
        held.incrementAndGet();
        try {
            answering.await();
        } catch (InterruptedException ended) {
            throw new InterruptedIOException();
        }
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String wrong(HttpExchange exchange, byte[] body) {
        Matcher given = AUTHORIZATION.matcher(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (!given.matches()) {
            return "no signature";
        }
        if (!given.group(1).equals(KEY_ID)) {
            return "unknown key";
        }
        String content = hex(sha256(body));
        if (!content.equals(exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256"))) {
            return "another content is signed";
        }
        if (!List.of(given.group(4).split(";")).containsAll(List.of("host", "x-amz-content-sha256", "x-amz-date"))) {
            return "too few headers are signed";
        }
        return signature(exchange, given, content).equals(given.group(5)) ? "" : "wrong signature";
    }

    private static String signature(HttpExchange exchange, Matcher given, String content) {
        String headers = Arrays.stream(given.group(4).split(";"))
                .map(name -> name + ":"
                        + String.join(",", exchange.getRequestHeaders().get(name))
                                .strip() + "\n")
                .collect(Collectors.joining());
        String canonical = String.join(
                "\n",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                "",
                headers,
                given.group(4),
                content);
        String date = exchange.getRequestHeaders().getFirst("X-Amz-Date");
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                date,
                given.group(2),
                hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(date.substring(0, 8), given.group(3), "s3", "aws4_request", toSign)) {
            key = hmac(key, part);
        }
        return hex(key);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        answering.countDown();
        server.stop(0);
    }
}
