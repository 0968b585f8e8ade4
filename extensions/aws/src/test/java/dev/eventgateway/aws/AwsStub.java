package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service of AWS that takes every request that is signed as it should be, and refuses all others as AWS does. It answers what it was
 * told to, in that order, and then goes on with the last of it.
 */
public final class AwsStub implements AutoCloseable {

    public static final String REGION = "eu-central-1";
    public static final String KEY = "AKIDEXAMPLE";
    public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String service;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch until = new CountDownLatch(0);
    private volatile AwsCredentials credentials = AwsCredentials.lasting(KEY, SECRET, "");
    private volatile String refusal = "InvalidSignatureException";
    private final Answer last;

    /** A request as it arrived. */
    public static final class Request {

        private final String method;
        private final String path;
        private final Map<String, String> headers;
        private final byte[] body;

        private Request(HttpExchange exchange) throws IOException {
            method = exchange.getRequestMethod();
            path = exchange.getRequestURI().getRawPath();
            headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
            body = exchange.getRequestBody().readAllBytes();
        }

        String method() {
            return method;
        }

        public String path() {
            return path;
        }

        public byte[] body() {
            return body.clone();
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        Set<String> names() {
            Set<String> names = new TreeSet<>();
            headers.keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
            return names;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonObject json() {
            return JsonParser.parseString(text()).getAsJsonObject();
        }
    }

    private record Answer(int status, String body, Map<String, String> headers) {}

    private AwsStub(String service, String answer) throws IOException {
        this.service = service;
        this.last = new Answer(200, answer, Map.of());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** {@return a service that answers so to requests that are signed for it} */
    public static AwsStub of(String service, String answer) throws IOException {
        return new AwsStub(service, answer);
    }

    /** {@return a service that does not answer before {@code over}} */
    public static AwsStub silent(String service, CountDownLatch over) throws IOException {
        AwsStub stub = new AwsStub(service, "");
        stub.until = over;
        return stub;
    }

    /** {@return scheme, host and port} */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@return what arrived and was signed as it should be} */
    public List<Request> requests() {
        return requests;
    }

    /** Takes requests with these credentials only, from now on. */
    AwsStub expecting(AwsCredentials other) {
        credentials = other;
        return this;
    }

    /** Refuses with that code what it would otherwise refuse for its signature. */
    AwsStub refusing(String code) {
        refusal = code;
        return this;
    }

    /** Answers so next; headers are names and values in turn. */
    public AwsStub next(int status, String body, String... headers) {
        Map<String, String> named = new TreeMap<>();
        for (int at = 0; at < headers.length; at += 2) {
            named.put(headers[at], headers[at + 1]);
        }
        answers.add(new Answer(status, body, named));
        return this;
    }

    private void serve(HttpExchange exchange) throws IOException {
        Request request = new Request(exchange);
        String fault = SignatureCheck.fault(request, service, REGION, credentials);
        awaitTurn();
        if (fault.isEmpty()) {
            requests.add(request);
            Answer next = answers.poll();
            answer(exchange, next == null ? last : next);
        } else {
            answer(exchange, new Answer(403, refusal(fault), Map.of("x-amzn-ErrorType", refusal + ":http://internal")));
        }
    }

    private void awaitTurn() {
        try {
            until.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** As AWS says it: with the request that the signature should be of, and the secrets that are in it, from the third line on. */
    private String refusal(String fault) {
        JsonObject body = new JsonObject();
        body.addProperty(
                "message",
                fault + "\n\nThe Canonical String for this request should have been\n" + credentials.sessionToken());
        return body.toString();
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Is not there any more. */
    public void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
