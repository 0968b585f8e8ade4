package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;

/** Functions of type {@code awsfirehose}: a delivery stream that each event is put into. */
public final class FirehoseFunctionProvider extends AwsFunctionProvider {

    private static final Kind KIND = new Kind("awsfirehose", "firehose", "Firehose", "deliveryStreamName");

    /** Uses the credentials of this process for functions that bring none. */
    public FirehoseFunctionProvider() {
        this(System.getenv());
    }

    FirehoseFunctionProvider(Map<String, String> environment) {
        super(KIND, environment);
    }

    @Override
    Operation operation(Target target, FunctionCall call) {
        JsonObject data = new JsonObject();
        data.addProperty("Data", Base64.getEncoder().encodeToString(call.payload()));
        JsonObject body = new JsonObject();
        body.addProperty("DeliveryStreamName", target.name());
        body.add("Record", data);
        return Operation.json("1.1", "Firehose_20150804.PutRecord", body);
    }

    @Override
    FunctionReply reply(HttpResponse<byte[]> answer) {
        return Connector.accepted(answer, "RecordId", "recordId");
    }
}
