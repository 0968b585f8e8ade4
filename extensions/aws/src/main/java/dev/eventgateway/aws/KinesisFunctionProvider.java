package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;

/** Functions of type {@code awskinesis}: a stream that each event is put into. */
public final class KinesisFunctionProvider extends AwsFunctionProvider {

    private static final Kind KIND = new Kind("awskinesis", "kinesis", "Kinesis", "streamName");
    private static final int LONGEST_KEY = 256;

    /** Uses the credentials of this process for functions that bring none. */
    public KinesisFunctionProvider() {
        this(System.getenv());
    }

    KinesisFunctionProvider(Map<String, String> environment) {
        super(KIND, environment);
    }

    @Override
    Operation operation(Target target, FunctionCall call) {
        JsonObject body = new JsonObject();
        body.addProperty("StreamName", target.name());
        body.addProperty("Data", Base64.getEncoder().encodeToString(call.payload()));
        body.addProperty("PartitionKey", partitionKey(call.event()));
        return Operation.json("1.1", "Kinesis_20131202.PutRecord", body);
    }

    /** Events that nothing keeps together are spread by their id, which is the same when one is sent again. */
    private static String partitionKey(Event event) {
        String key = Connector.keyOf(event, event.id());
        return key.length() <= LONGEST_KEY
                ? key
                : key.codePoints()
                        .limit(LONGEST_KEY)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    @Override
    FunctionReply reply(HttpResponse<byte[]> answer) {
        return Connector.accepted(answer, "SequenceNumber", "sequenceNumber");
    }
}
