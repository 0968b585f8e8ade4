package dev.eventgateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages as another implementation of SQS reads them. */
class ElasticMqTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Event EVENT = Event.of("user.created", "text/plain", "\u00e9 \"quoted\" \ud83d\ude00");

    private static SQSRestServer server;
    private static String endpoint;

    @BeforeAll
    static void start() {
        server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .start();
        endpoint =
                "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort();
    }

    @AfterAll
    static void end() {
        server.stopAndWait();
    }

    @Test
    void aQueueHoldsTheEventAsItWasSent() throws Exception {
        String queue = created("orders", "{}");
        send(queue, EVENT);
        assertThat(received(queue)).containsExactly(new String(EVENT.structured(), StandardCharsets.UTF_8));
    }

    @Test
    void aQueueInOrderHoldsAnEventThatIsSentTwiceOnce() throws Exception {
        String queue = created("orders.fifo", "{\"FifoQueue\":\"true\"}");
        send(queue, EVENT);
        send(queue, EVENT);
        assertThat(received(queue)).containsExactly(new String(EVENT.structured(), StandardCharsets.UTF_8));
    }

    @Test
    void aQueueThatIsNotThereIsNotLookedForAgain() {
        try (FunctionProvider provider = new SqsFunctionProvider(Map.of())) {
            FunctionException failure =
                    Called.failure(provider, EVENT, Duration.ofSeconds(10), fields(endpoint + "/000000000000/nobody"));
            assertThat(failure.status()).hasValue(404);
            assertThat(failure.mayPass()).isFalse();
        }
    }

    private static void send(String queue, Event event) {
        try (FunctionProvider provider = new SqsFunctionProvider(Map.of())) {
            Called.call(provider, event, Duration.ofSeconds(10), fields(queue));
        }
    }

    private static Map<String, String> fields(String queue) {
        return Map.of("queueUrl", queue, "region", "elasticmq", "awsAccessKeyId", "x", "awsSecretAccessKey", "x");
    }

    private static String created(String name, String attributes) throws IOException, InterruptedException {
        JsonObject answer = ask("CreateQueue", "{\"QueueName\":\"" + name + "\",\"Attributes\":" + attributes + "}");
        return endpoint + URI.create(answer.get("QueueUrl").getAsString()).getPath();
    }

    private static List<String> received(String queue) throws IOException, InterruptedException {
        JsonObject answer = ask("ReceiveMessage", "{\"QueueUrl\":\"" + queue + "\",\"MaxNumberOfMessages\":10}");
        return answer.getAsJsonArray("Messages").asList().stream()
                .map(message -> message.getAsJsonObject().get("Body").getAsString())
                .toList();
    }

    private static JsonObject ask(String operation, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JsonParser.parseString(CLIENT.send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .getAsJsonObject();
    }
}
