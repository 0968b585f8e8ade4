package dev.eventgateway.aws;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.ProviderConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Calls of a function, from registration to answer. */
final class Called {

    private static final Duration LONG = Duration.ofSeconds(30);

    private Called() {}

    /** {@return what the function answered} The name of the field comes first, then its value. */
    static FunctionReply call(FunctionProvider provider, AwsStub stub, Event event, String... fields) {
        return call(provider, event, LONG, fields(stub, fields));
    }

    static FunctionReply call(FunctionProvider provider, Event event, Duration limit, Map<String, String> fields) {
        ProviderConfig config = provider.check(ProviderConfig.of(fields));
        try {
            return provider.open(new FunctionSpec("default", "f", provider.type(), config, Map.of()))
                    .invoke(new FunctionCall(event).within(limit))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof FunctionException known ? known : failure;
        }
    }

    /** {@return what went wrong} */
    static FunctionException failure(FunctionProvider provider, AwsStub stub, Event event, String... fields) {
        return failure(provider, event, LONG, fields(stub, fields));
    }

    static FunctionException failure(
            FunctionProvider provider, Event event, Duration limit, Map<String, String> fields) {
        try {
            FunctionReply reply = call(provider, event, limit, fields);
            throw new AssertionError("answered: " + new String(reply.payload(), StandardCharsets.UTF_8));
        } catch (FunctionException failure) {
            return failure;
        }
    }

    static Map<String, String> fields(AwsStub stub, String... fields) {
        Map<String, String> all = new HashMap<>(Map.of(
                "region", AwsStub.REGION,
                "endpoint", stub.endpoint(),
                "awsAccessKeyId", AwsStub.KEY,
                "awsSecretAccessKey", AwsStub.SECRET));
        for (int at = 0; at < fields.length; at += 2) {
            all.put(fields[at], fields[at + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return all;
    }
}
