package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Events to two servers, synchronous and asynchronous ones to each, from the first moment until closed; and the book of
 * what became of them, kept by those who send and by the function, outside of the gateway.
 */
final class Load implements AutoCloseable {

    /** What the asynchronous events ask for; the synchronous ones are plain requests. */
    static final String TYPE = "user.created";

    /** Where the synchronous events go. */
    static final String PATH = "/load";

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final int MANY = 30;
    private static final Pattern NAME = Pattern.compile("event-[0-9]+-[0-9]+");

    private final HttpServer function;
    private final List<Sender> senders;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    /** Registers what it needs on {@code one}, and begins once {@code other} has it. */
    Load(Instance one, Instance other) throws IOException, InterruptedException {
        function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        function.createContext("/", this::call);
        function.start();
        one.subscribe("sync", "http.request", "GET", PATH, url());
        one.subscribe("async", TYPE, "POST", "/", url());
        await("routes").atMost(PATIENCE).until(() -> subscriptions(one).equals(subscriptions(other)));
        senders = List.of(new Sender(0, one), new Sender(1, one), new Sender(2, other), new Sender(3, other));
        senders.forEach(Thread::start);
        awaitMore();
    }

    private static String subscriptions(Instance instance) throws Exception {
        return instance.config("/v1/spaces/default/subscriptions").body();
    }

    /** {@return the address of the function, which serves every event} */
    String url() {
        return "http://127.0.0.1:" + function.getAddress().getPort() + "/";
    }

    /** Waits until many more events of each kind were answered by each server. */
    void awaitMore() {
        List<Integer> before = senders.stream().map(sender -> sender.answered).toList();
        await("answers")
                .atMost(PATIENCE)
                .until(() -> senders.stream().allMatch(sender -> sender.answered >= before.get(sender.number) + MANY));
    }

    /** Ends the sending: no event has failed, and all that were accepted have arrived at the function, and no others. */
    void assertNothingLost() {
        end();
        assertThat(failures).isEmpty();
        await("arrival").atMost(PATIENCE).until(() -> arrived.containsAll(accepted));
        assertThat(arrived).isEqualTo(accepted);
    }

    @Override
    public void close() {
        end();
        function.stop(0);
    }

    private void end() {
        ended = true;
        for (Sender sender : senders) {
            await("last answer").atMost(PATIENCE).until(() -> !sender.isAlive());
        }
    }

    private void call(HttpExchange exchange) throws IOException {
        Matcher name = NAME.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String found = name.find() ? name.group() : "";
        if (!found.isEmpty()) {
            arrived.add(found);
        }
        byte[] answer = ("{\"body\":\"" + found + "\"}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Sends one event after the other; those with an even number are asynchronous. */
    private final class Sender extends Thread {

        private final int number;
        private final Instance server;
        private volatile int answered;

        Sender(int number, Instance server) {
            super("sender " + number);
            this.number = number;
            this.server = server;
        }

        @Override
        public void run() {
            for (int count = 0; !ended; count++) {
                String name = "event-" + number + "-" + count;
                try {
                    note(name, number % 2 == 0 ? async(name) : sync(name));
                } catch (IOException | InterruptedException failure) {
                    failures.add(name + ": " + failure);
                }
                answered = count + 1;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private HttpResponse<String> async(String name) throws IOException, InterruptedException {
            return server.events("POST", "/", name, "Event", TYPE, "Content-Type", "text/plain");
        }

        private HttpResponse<String> sync(String name) throws IOException, InterruptedException {
            return server.events("GET", PATH + "?name=" + name, "");
        }

        private void note(String name, HttpResponse<String> answer) {
            boolean good = number % 2 == 0
                    ? answer.statusCode() == 202
                    : answer.statusCode() == 200 && answer.body().equals(name);
            if (good) {
                accepted.add(name);
            } else {
                failures.add(name + ": " + answer.statusCode() + " " + answer.body());
            }
        }
    }
}
