package dev.eventgateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventBuilder;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kinesis, Firehose and SQS: what is sent to them, and what is made of their answers. */
class ConnectorTest {

    private static final Event EVENT = builder().build();
    private static final String QUEUE = "/123456789012/orders";

    private static EventBuilder builder() {
        return Event.builder("user.created").id("7").source("/signup").data("text/plain", "é");
    }

    @Test
    void kinesisGetsTheEventAsARecord() throws IOException {
        try (AwsStub stub = AwsStub.of("kinesis", "{\"SequenceNumber\":\"49\",\"ShardId\":\"shardId-0\"}");
                FunctionProvider provider = new KinesisFunctionProvider(Map.of())) {
            assertAccepted(Called.call(provider, stub, EVENT, "streamName", "users"), "{\"sequenceNumber\":\"49\"}");
            AwsStub.Request sent = stub.requests().get(0);
            assertThat(sent.header("X-Amz-Target")).isEqualTo("Kinesis_20131202.PutRecord");
            assertThat(sent.header("Content-Type")).isEqualTo("application/x-amz-json-1.1");
            assertThat(text(sent.json(), "StreamName")).isEqualTo("users");
            assertThat(Base64.getDecoder().decode(text(sent.json(), "Data"))).isEqualTo(EVENT.structured());
        }
    }

    @Test
    void eventsOfOnePartitionKeyOrSubjectGoToOneShardAndOthersAreSpread() throws IOException {
        assertThat(partitionKey(EVENT)).isEqualTo("7");
        assertThat(partitionKey(builder().subject("ada").build())).isEqualTo("ada");
        assertThat(partitionKey(
                        builder().subject("ada").extension("partitionkey", "eu").build()))
                .isEqualTo("eu");
        assertThat(partitionKey(builder().subject("😀".repeat(300)).build())).isEqualTo("😀".repeat(256));
    }

    private static String partitionKey(Event event) throws IOException {
        try (AwsStub stub = AwsStub.of("kinesis", "{\"SequenceNumber\":\"49\"}");
                FunctionProvider provider = new KinesisFunctionProvider(Map.of())) {
            Called.call(provider, stub, event, "streamName", "users");
            return text(stub.requests().get(0).json(), "PartitionKey");
        }
    }

    @Test
    void firehoseGetsTheEventAsARecord() throws IOException {
        try (AwsStub stub = AwsStub.of("firehose", "{\"RecordId\":\"r1\",\"Encrypted\":false}");
                FunctionProvider provider = new FirehoseFunctionProvider(Map.of())) {
            assertAccepted(Called.call(provider, stub, EVENT, "deliveryStreamName", "users"), "{\"recordId\":\"r1\"}");
            AwsStub.Request sent = stub.requests().get(0);
            assertThat(sent.header("X-Amz-Target")).isEqualTo("Firehose_20150804.PutRecord");
            assertThat(text(sent.json(), "DeliveryStreamName")).isEqualTo("users");
            assertThat(Base64.getDecoder().decode(text(sent.json().getAsJsonObject("Record"), "Data")))
                    .isEqualTo(EVENT.structured());
        }
    }

    @Test
    void sqsGetsTheEventAsAMessageWhereItsQueueIs() throws IOException {
        try (AwsStub stub = AwsStub.of("sqs", "{\"MessageId\":\"m1\"}");
                FunctionProvider provider = new SqsFunctionProvider(Map.of())) {
            String queue = stub.endpoint() + QUEUE;
            assertAccepted(
                    Called.call(provider, stub, EVENT, "queueUrl", queue, "endpoint", ""), "{\"messageId\":\"m1\"}");
            AwsStub.Request sent = stub.requests().get(0);
            assertThat(sent.header("X-Amz-Target")).isEqualTo("AmazonSQS.SendMessage");
            assertThat(sent.header("Content-Type")).isEqualTo("application/x-amz-json-1.0");
            assertThat(sent.json().keySet()).containsOnly("QueueUrl", "MessageBody");
            assertThat(text(sent.json(), "QueueUrl")).isEqualTo(queue);
            assertThat(text(sent.json(), "MessageBody").getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(EVENT.structured());
        }
    }

    @Test
    void aQueueInOrderGetsGroupsAndDropsWhatItHasAlready() throws IOException {
        JsonObject first = sentInOrder(EVENT);
        assertThat(text(first, "MessageGroupId")).isEqualTo("/signup");
        assertThat(text(sentInOrder(builder().subject("ada").build()), "MessageGroupId"))
                .isEqualTo("ada");
        assertThat(text(sentInOrder(builder().subject("a b").build()), "MessageGroupId"))
                .matches("[0-9a-f]{64}");
        String id = text(first, "MessageDeduplicationId");
        assertThat(text(sentInOrder(EVENT), "MessageDeduplicationId"))
                .isEqualTo(id)
                .hasSizeLessThan(129);
        assertThat(text(sentInOrder(builder().id("8").build()), "MessageDeduplicationId"))
                .isNotEqualTo(id);
    }

    private static JsonObject sentInOrder(Event event) throws IOException {
        try (AwsStub stub = AwsStub.of("sqs", "{\"MessageId\":\"m1\"}");
                FunctionProvider provider = new SqsFunctionProvider(Map.of())) {
            Called.call(provider, stub, event, "queueUrl", "https://sqs.example.com" + QUEUE + ".fifo");
            return stub.requests().get(0).json();
        }
    }

    @Test
    void aStreamOfWhichTooMuchIsAskedIsSaturated() throws IOException {
        FunctionException failure = kinesisFailure(
                400, "{\"__type\":\"ProvisionedThroughputExceededException\",\"message\":\"Rate exceeded for shard\"}");
        assertThat(failure.kind()).isEqualTo(Kind.SATURATED);
        assertThat(failure).hasMessageContaining("Rate exceeded for shard");
    }

    @Test
    void aStreamThatIsNotThereIsNotLookedForAgain() throws IOException {
        FunctionException failure = kinesisFailure(
                400, "{\"__type\":\"com.amazonaws.kinesis.v20131202#ResourceNotFoundException\",\"message\":\"no\"}");
        assertThat(failure.status()).hasValue(404);
        assertThat(failure.mayPass()).isFalse();
    }

    @Test
    void accessThatIsDeniedIsNotTriedAgain() throws IOException {
        FunctionException failure =
                kinesisFailure(400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"not yours\"}");
        assertThat(failure.status()).hasValue(403);
        assertThat(failure.mayPass()).isFalse();
    }

    @Test
    void anAnswerWithoutAnIdIsNoAnswer() throws IOException {
        assertThat(kinesisFailure(200, "{}")).hasMessage("the service answered without SequenceNumber");
        assertThat(kinesisFailure(200, "[]").kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    private static FunctionException kinesisFailure(int status, String body) throws IOException {
        try (AwsStub stub = AwsStub.of("kinesis", "").next(status, body);
                FunctionProvider provider = new KinesisFunctionProvider(Map.of())) {
            return Called.failure(provider, stub, EVENT, "streamName", "users");
        }
    }

    private static void assertAccepted(FunctionReply reply, String body) {
        GatewayReply toSender = reply.toHttp();
        assertThat(toSender.status()).isEqualTo(202);
        assertThat(toSender.headers().first("Content-Type")).contains("application/json");
        assertThat(toSender.body()).asString().isEqualTo(body);
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }
}
