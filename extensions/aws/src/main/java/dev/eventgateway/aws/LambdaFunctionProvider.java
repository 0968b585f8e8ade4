package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Functions of type {@code awslambda}: invoked with the event, and waited for. */
public final class LambdaFunctionProvider extends AwsFunctionProvider {

    private static final Kind KIND = new Kind("awslambda", "lambda", "Lambda", "arn");

    /** Uses the credentials of this process for functions that bring none. */
    public LambdaFunctionProvider() {
        this(System.getenv());
    }

    LambdaFunctionProvider(Map<String, String> environment) {
        super(KIND, environment);
    }

    @Override
    Operation operation(Target target, FunctionCall call) {
        String name = URLEncoder.encode(target.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return new Operation(
                "/2015-03-31/functions/" + name + "/invocations",
                Map.of("Content-Type", "application/json"),
                call.payload());
    }

    @Override
    FunctionReply reply(HttpResponse<byte[]> answer) {
        Optional<String> error = answer.headers().firstValue("X-Amz-Function-Error");
        if (error.isPresent()) {
            JsonObject thrown = AwsError.object(answer.body());
            String what = Stream.of("errorType", "errorMessage")
                    .flatMap(name -> AwsError.text(thrown, name))
                    .map(AwsError::line)
                    .collect(Collectors.joining(": "));
            throw new FunctionException(
                    FunctionException.Kind.THREW, "function failed (" + AwsError.line(error.get()) + "): " + what);
        }
        return FunctionReply.of(answer.body());
    }
}
