package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An agent that answers as a test tells it to: what no real one can be brought to on demand. */
final class ScriptedAgent implements AutoCloseable {

    private static final Pattern INDEX = Pattern.compile("[?&]index=([0-9]+)");
    private static final Duration HOLD = Duration.ofSeconds(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long index = 1;
    private String tree = "";
    private @Nullable Script script;

    ScriptedAgent() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * From now on the store holds the entries of {@code tree}, as JSON, at {@code index}; those who wait learn of it.
     */
    synchronized void shows(long index, String tree) {
        this.index = index;
        this.tree = tree;
        this.script = null;
        notifyAll();
    }

    /** From now on every request is answered by {@code script}. */
    synchronized void follows(Script script) {
        this.script = script;
        notifyAll();
    }

    /** From now on every request is answered with {@code status} and {@code body} and nothing else. */
    void answers(int status, String body) {
        follows(exchange -> reply(exchange, status, body));
    }

    /** {@return an entry as JSON} */
    static String entry(String path, String base64, long index) {
        return "{\"Key\": \"%s\", \"Value\": \"%s\", \"CreateIndex\": 1, \"ModifyIndex\": %d}"
                .formatted(path, base64, index);
    }

    /** {@return how many requests came whose first line holds {@code part}} */
    long requests(String part) {
        return requests.stream().filter(line -> line.contains(part)).count();
    }

    @Override
    public void close() {
        closed.countDown();
        answers(503, "closed");
        server.stop(0);
        threads.shutdownNow();
    }

    /** Never answers. */
    void keepSilent(HttpExchange exchange) {
        try {
            closed.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on answering, a byte at a time, until nobody listens any more. */
    void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (!closed.await(10, TimeUnit.MILLISECONDS)) {
                body.write('[');
                body.flush();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        requests.add(exchange.getRequestMethod() + " " + uri);
        Script scripted = hold(uri);
        if (scripted != null) {
            scripted.answer(exchange);
            return;
        }
        String body = uri.contains("?recurse") ? tree() : "";
        exchange.getResponseHeaders().set("X-Consul-Index", String.valueOf(index()));
        exchange.getResponseHeaders().set("X-Consul-KnownLeader", "true");
        reply(exchange, body.isEmpty() ? 404 : 200, body.isEmpty() ? "" : "[" + body + "]");
    }

    /** Waits as a blocking query does. */
    private synchronized @Nullable Script hold(String uri) {
        Matcher known = INDEX.matcher(uri);
        if (known.find()) {
            long end = System.nanoTime() + HOLD.toNanos();
            try {
                while (script == null && known.group(1).equals(String.valueOf(index)) && System.nanoTime() < end) {
                    wait(HOLD.toMillis());
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
        return script;
    }

    private synchronized String tree() {
        return tree;
    }

    private synchronized long index() {
        return index;
    }

    /** How to answer. */
    @FunctionalInterface
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }
}
