package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.aws.AwsStub;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Functions on AWS as users have them: registered over the Config API, found on the server's class path. */
class AwsFunctionsTest {

    private static final String FUNCTIONS = "/v1/spaces/default/functions";
    private static final String ADA = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/signup\","
            + "\"type\":\"user.created\",\"data\":{\"name\":\"Ada\"}}";

    /** A type of functions: what it is called, how its service answers, and where in a request the event is. */
    private record Service(
            String type,
            String service,
            String named,
            String answer,
            String toSender,
            Function<JsonObject, String> event) {}

    private static final Service LAMBDA =
            new Service("awslambda", "lambda", "arn", "{\"body\":\"hi\"}", "hi", JsonObject::toString);
    private static final Service KINESIS = new Service(
            "awskinesis",
            "kinesis",
            "streamName",
            "{\"SequenceNumber\":\"49\"}",
            "{\"sequenceNumber\":\"49\"}",
            body -> decoded(body, "Data"));
    private static final Service FIREHOSE = new Service(
            "awsfirehose",
            "firehose",
            "deliveryStreamName",
            "{\"RecordId\":\"r1\"}",
            "{\"recordId\":\"r1\"}",
            body -> decoded(body.getAsJsonObject("Record"), "Data"));
    private static final Service SQS = new Service(
            "awssqs",
            "sqs",
            "queueUrl",
            "{\"MessageId\":\"m1\"}",
            "{\"messageId\":\"m1\"}",
            body -> body.get("MessageBody").getAsString());

    private static String decoded(JsonObject body, String name) {
        return new String(Base64.getDecoder().decode(body.get(name).getAsString()), StandardCharsets.UTF_8);
    }

    @Test
    void eachTypeGetsTheEventWhetherTheSenderWaitsOrNot() throws Exception {
        for (Service service : List.of(LAMBDA, KINESIS, FIREHOSE, SQS)) {
            try (AwsStub stub = AwsStub.of(service.service(), service.answer());
                    Instance instance = Instance.start()) {
                register(instance, stub, service);
                subscribe(instance, "async", "/async", "");
                subscribe(instance, "sync", "/sync", "");

                assertThat(send(instance, "/async").statusCode()).isEqualTo(202);
                Awaitility.await().until(() -> stub.requests().size() == 1);
                assertEvent(stub, service);
                assertThat(send(instance, "/sync").body()).isEqualTo(service.toSender());
                assertThat(stub.requests()).hasSize(2);
            }
        }
    }

    private static void assertEvent(AwsStub stub, Service service) {
        JsonObject expected = JsonParser.parseString(ADA).getAsJsonObject();
        expected.addProperty("eventgatewayhops", 1);
        assertThat(JsonParser.parseString(
                        service.event().apply(stub.requests().get(0).json())))
                .isEqualTo(expected);
    }

    @Test
    void d25AQueueAsASynchronousFunctionAnswers202WithTheIdOfTheMessage() throws Exception {
        try (AwsStub stub = AwsStub.of("sqs", SQS.answer());
                Instance instance = Instance.start()) {
            register(instance, stub, SQS);
            subscribe(instance, "sync", "/", "");
            HttpResponse<String> reply = send(instance, "/");
            assertThat(reply.statusCode()).isEqualTo(202);
            assertThat(reply.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(reply.body()).isEqualTo("{\"messageId\":\"m1\"}");
        }
    }

    @Test
    void d59TheSenderLearnsWhetherToTryAgainAndWhoseFaultItIs() throws Exception {
        try (AwsStub stub = AwsStub.of("lambda", LAMBDA.answer());
                Instance instance = Instance.start()) {
            register(instance, stub, LAMBDA);
            subscribe(instance, "sync", "/", "");
            stub.next(429, "{}", "x-amzn-ErrorType", "TooManyRequestsException", "Retry-After", "7");
            HttpResponse<String> throttled = send(instance, "/");
            assertThat(throttled.statusCode()).isEqualTo(503);
            assertThat(throttled.headers().firstValue("Retry-After")).contains("7");
            stub.next(
                    404,
                    "{\"Message\":\"no arn:aws:…:123456789012\"}",
                    "x-amzn-ErrorType",
                    "ResourceNotFoundException");
            HttpResponse<String> missing = send(instance, "/");
            assertThat(missing.statusCode()).isEqualTo(502);
            assertThat(missing.body()).doesNotContain("123456789012");
            stub.next(200, "{\"errorMessage\":\"secret of the function\"}", "X-Amz-Function-Error", "Unhandled");
            HttpResponse<String> thrown = send(instance, "/");
            assertThat(thrown.statusCode()).isEqualTo(502);
            assertThat(thrown.body()).doesNotContain("secret of the function");
            stub.stop();
            assertThat(send(instance, "/").statusCode()).isEqualTo(502);
            assertThat(instance.config("/v1/metrics").body())
                    .contains("outcome=\"saturated\"", "outcome=\"threw\"", "outcome=\"connection\"");
        }
    }

    @Test
    void aFunctionThatIsThrottledGetsItsEventLater() throws Exception {
        try (AwsStub stub = AwsStub.of("lambda", LAMBDA.answer());
                Instance instance = Instance.start()) {
            register(instance, stub, LAMBDA);
            subscribe(instance, "async", "/", ",\"retry\":{\"minDelay\":\"10ms\"}");
            stub.next(429, "{}", "x-amzn-ErrorType", "TooManyRequestsException");
            stub.next(500, "{}", "x-amzn-ErrorType", "ServiceException");
            assertThat(send(instance, "/").statusCode()).isEqualTo(202);
            Awaitility.await().until(() -> instance.config("/v1/metrics").body().contains("outcome=\"ok\""));
            assertThat(stub.requests()).hasSize(3);
        }
    }

    @Test
    void theTimeThatFunctionsHaveIsThatOfEachType() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (AwsStub stub = AwsStub.silent("lambda", over);
                Instance instance = Instance.start("--function-timeout=300ms")) {
            register(instance, stub, LAMBDA);
            subscribe(instance, "sync", "/", "");
            assertThat(send(instance, "/").statusCode()).isEqualTo(504);
            over.countDown();
        }
    }

    @Test
    void d58ReadingAFunctionOpensNothing() throws Exception {
        try (AwsStub stub = AwsStub.of("lambda", LAMBDA.answer());
                Instance instance = Instance.start()) {
            register(instance, stub, LAMBDA);
            for (int read = 0; read < 10; read++) {
                instance.config(FUNCTIONS);
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("event-gateway-aws"));
            assertThat(stub.requests()).isEmpty();
        }
    }

    @Test
    void secretsAreNeitherAnsweredNorListedNorLogged() throws Exception {
        try (AwsStub stub = AwsStub.of("lambda", LAMBDA.answer());
                GatewayProcess gateway = GatewayProcess.start("--log-level=debug", "--store=memory:aws")) {
            String shown =
                    "{\"space\":\"default\",\"functionId\":\"f\",\"type\":\"awslambda\",\"provider\":{\"arn\":\"orders\","
                            + "\"region\":\"eu-central-1\",\"endpoint\":\"" + stub.endpoint()
                            + "\",\"awsAccessKeyId\":\""
                            + AwsStub.KEY + "\"}}";
            String created =
                    config(gateway, "POST", FUNCTIONS, document(stub, LAMBDA)).body();
            assertThat(created.strip()).isEqualTo(shown);
            // What is not given stays, so what was read can be written.
            assertThat(config(gateway, "PUT", FUNCTIONS + "/f", shown).body().strip())
                    .isEqualTo(shown);
            config(gateway, "POST", "/v1/spaces/default/eventtypes", "{\"name\":\"user.created\"}");
            config(gateway, "POST", "/v1/spaces/default/subscriptions", subscription("sync", "/", ""));
            assertThat(emit(gateway).body()).isEqualTo("hi");
            stub.stop();
            assertThat(emit(gateway).statusCode()).isEqualTo(502);
            for (String path : List.of(FUNCTIONS, FUNCTIONS + "/f", "/v1/status", "/v1/metrics")) {
                assertThat(config(gateway, "GET", path, "").body()).doesNotContain(AwsStub.SECRET);
            }
            assertThat(gateway.lines()).isNotEmpty().noneMatch(line -> line.contains(AwsStub.SECRET));
        }
    }

    private static HttpResponse<String> config(GatewayProcess gateway, String method, String path, String body)
            throws IOException, InterruptedException {
        return Instance.send(gateway.config(), method, path, body);
    }

    private static HttpResponse<String> emit(GatewayProcess gateway) throws IOException, InterruptedException {
        return Instance.send(gateway.events(), "POST", "/", ADA, "Content-Type", "application/cloudevents+json");
    }

    private static void register(Instance instance, AwsStub stub, Service service)
            throws IOException, InterruptedException {
        assertThat(instance.config("POST", FUNCTIONS, document(stub, service)).statusCode())
                .isEqualTo(201);
        instance.config("POST", "/v1/spaces/default/eventtypes", "{\"name\":\"user.created\"}");
    }

    private static String document(AwsStub stub, Service service) {
        String name = service.equals(SQS) ? stub.endpoint() + "/123456789012/orders" : "orders";
        return "{\"functionId\":\"f\",\"type\":\"" + service.type() + "\",\"provider\":{\"" + service.named() + "\":\""
                + name + "\",\"region\":\"" + AwsStub.REGION + "\",\"endpoint\":\"" + stub.endpoint()
                + "\",\"awsAccessKeyId\":\"" + AwsStub.KEY + "\",\"awsSecretAccessKey\":\"" + AwsStub.SECRET + "\"}}";
    }

    private static String subscription(String type, String path, String more) {
        return "{\"type\":\"" + type + "\",\"eventType\":\"user.created\",\"functionId\":\"f\",\"path\":\"" + path
                + "\"" + more + "}";
    }

    private static void subscribe(Instance instance, String type, String path, String more)
            throws IOException, InterruptedException {
        assertThat(instance.config("POST", "/v1/spaces/default/subscriptions", subscription(type, path, more))
                        .statusCode())
                .isEqualTo(201);
    }

    private static HttpResponse<String> send(Instance instance, String path) throws IOException, InterruptedException {
        return instance.events("POST", path, ADA, "Content-Type", "application/cloudevents+json");
    }
}
