package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern NUMBER = Pattern.compile("\"number-(\\d+)\"");
    private static final int MOST_EVENTS = 20_000;

    private static HttpResponse<String> send(InetSocketAddress address, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String method = body.isEmpty() ? "GET" : "POST";
        return CLIENT.send(
                Instance.request(address, method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private static void subscribe(GatewayProcess gateway, String url) throws Exception {
        String spaces = "/v1/spaces/default/";
        send(gateway.config(), spaces + "eventtypes", "{\"name\":\"user.created\"}");
        send(gateway.config(), spaces + "functions", Instance.function("f", url));
        HttpResponse<String> subscribed = send(
                gateway.config(),
                spaces + "subscriptions",
                "{\"type\":\"async\",\"eventType\":\"user.created\",\"functionId\":\"f\"}");
        assertThat(subscribed.statusCode()).isEqualTo(201);
    }

    private static GatewayProcess gateway(String... more) throws IOException {
        List<String> flags = new ArrayList<>(List.of(more));
        flags.add("--store=memory:" + UUID.randomUUID());
        return GatewayProcess.start(flags.toArray(String[]::new));
    }

    @Test
    void d13EveryEventAnsweredWith202IsDeliveredBeforeTheProcessEnds() throws Exception {
        try (RawFunction function = RawFunction.serving(connection -> {
                    while (connection.read()) {
                        TimeUnit.MILLISECONDS.sleep(1);
                        connection.write(answer(200, ""));
                    }
                });
                GatewayProcess gateway = gateway()) {
            subscribe(gateway, function.url("/"));
            Set<Integer> accepted = ConcurrentHashMap.newKeySet();
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int sender = 0; sender < 4; sender++) {
                int first = sender * MOST_EVENTS;
                senders.add(CompletableFuture.runAsync(
                        () -> sendUntilRefused(gateway.events(), first, accepted),
                        task -> new Thread(task, "beside").start()));
            }
            Awaitility.await().until(() -> accepted.size() > 1_000);
            gateway.terminate();
            assertThat(gateway.awaitExit()).as("%s", gateway.lines()).isZero();
            senders.forEach(CompletableFuture::join);
            assertThat(delivered(function)).containsAll(accepted);
        }
    }

    private static void sendUntilRefused(InetSocketAddress events, int first, Set<Integer> accepted) {
        try {
            for (int number = first; number < first + MOST_EVENTS; number++) {
                String body = "\"number-" + number + "\"";
                HttpResponse<String> reply =
                        send(events, "/", body, "Event", "user.created", "Content-Type", "application/json");
                if (reply.statusCode() == 202) {
                    accepted.add(number);
                }
            }
        } catch (IOException gone) {
            // The gateway has ended.
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<Integer> delivered(RawFunction function) {
        Set<Integer> numbers = new HashSet<>();
        for (RawFunction.Request request : function.requests()) {
            Matcher matcher = NUMBER.matcher(new String(request.body(), StandardCharsets.UTF_8));
            if (matcher.find()) {
                numbers.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return numbers;
    }

    @Test
    void whatIsNotFinishedInTimeIsLoggedAsJsonWithTheWholeEvent() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawFunction hanging = RawFunction.serving(connection -> {
                    connection.read();
                    over.await();
                });
                GatewayProcess gateway = gateway("--shutdown-timeout=1s", "--function-timeout=60s")) {
            subscribe(gateway, hanging.url("/"));
            String body = "\"number-77\"";
            HttpResponse<String> reply =
                    send(gateway.events(), "/", body, "Event", "user.created", "Content-Type", "application/json");
            assertThat(reply.statusCode()).isEqualTo(202);
            Awaitility.await().until(() -> !hanging.requests().isEmpty());
            gateway.terminate();
            assertThat(gateway.awaitExit()).isZero();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(gateway.lines()).anyMatch(line -> line.contains("number-77")));
            assertThat(gateway.lines())
                    .allSatisfy(line -> assertThat(JsonParser.parseString(line)
                                    .getAsJsonObject()
                                    .keySet())
                            .contains("timestamp", "level", "loggerName", "formattedMessage"));
            over.countDown();
        }
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawFunction hanging = RawFunction.serving(connection -> {
                    connection.read();
                    over.await();
                });
                GatewayProcess gateway = gateway("--shutdown-timeout=1h", "--function-timeout=1h")) {
            subscribe(gateway, hanging.url("/"));
            send(gateway.events(), "/", "x", "Event", "user.created");
            Awaitility.await().until(() -> !hanging.requests().isEmpty());
            gateway.terminate();
            Awaitility.await().until(() -> send(gateway.config(), "/readyz", "").statusCode() == 503);
            gateway.terminate();
            assertThat(gateway.awaitExit()).isEqualTo(143);
            over.countDown();
        }
    }
}
