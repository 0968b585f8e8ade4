package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.ProviderConfig;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** Functions of type {@code awssqs}: a queue that each event is sent to. A name that ends with {@code .fifo} is that of one in order. */
public final class SqsFunctionProvider extends AwsFunctionProvider {

    private static final Kind KIND = new Kind("awssqs", "sqs", "SQS", "queueUrl");
    /** The groups and ids that SQS takes as they are. */
    private static final Pattern PLAIN = Pattern.compile("[!-~]{1,128}");

    /** Uses the credentials of this process for functions that bring none. */
    public SqsFunctionProvider() {
        this(System.getenv());
    }

    SqsFunctionProvider(Map<String, String> environment) {
        super(KIND, environment);
    }

    /** The address of a queue says where its service is. */
    @Override
    Target target(ProviderConfig checked) {
        Target target = super.target(checked);
        URI queue = AwsFields.address(KIND.nameField(), target.name());
        return checked.text("endpoint").isPresent() ? target : target.at(AwsFields.originOf(queue));
    }

    @Override
    Operation operation(Target target, FunctionCall call) {
        JsonObject body = new JsonObject();
        body.addProperty("QueueUrl", target.name());
        body.addProperty("MessageBody", new String(call.payload(), StandardCharsets.UTF_8));
        if (target.name().endsWith(".fifo")) {
            Event event = call.event();
            body.addProperty("MessageGroupId", plain(Connector.keyOf(event, event.source())));
            body.addProperty("MessageDeduplicationId", hash(event.source() + " " + event.id()));
        }
        return Operation.json("1.0", "AmazonSQS.SendMessage", body);
    }

    private static String plain(String text) {
        return PLAIN.matcher(text).matches() ? text : hash(text);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every JVM has SHA-256", never);
        }
    }

    @Override
    FunctionReply reply(HttpResponse<byte[]> answer) {
        return Connector.accepted(answer, "MessageId", "messageId");
    }
}
