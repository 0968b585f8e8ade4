package dev.eventgateway.bench.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A function in this process that takes ten seconds for each event, for any number at once. It ends with the process. */
final class SlowFunction {

    private static final int SECONDS = 10;
    private static final int OK = 200;
    private static final int BACKLOG = 1_024;

    private final HttpServer server;
    private final ScheduledExecutorService answers = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "slow-function");
        thread.setDaemon(true);
        return thread;
    });

    private SlowFunction(HttpServer server) {
        this.server = server;
    }

    static SlowFunction start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SlowFunction function = new SlowFunction(HttpServer.create(address, BACKLOG));
        function.server.createContext("/", function::called);
        function.server.start();
        return function;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void called(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var unused = answers.schedule(() -> answer(exchange), SECONDS, TimeUnit.SECONDS);
    }

    private static void answer(HttpExchange exchange) {
        try (exchange) {
            exchange.sendResponseHeaders(OK, -1);
        } catch (IOException gone) {
            // Nobody waits for it any more.
        }
    }
}
