package dev.eventgateway.aws;

import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.HttpCalls;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Signed requests to one service. Never blocks who calls. */
final class AwsCalls implements AutoCloseable {

    private final String what;
    private final Duration timeout;
    private final HttpCalls http;
    private final CredentialChain chain;

    /** @param what what is called, for messages */
    AwsCalls(String what, Duration timeout, int concurrency, CredentialChain chain) {
        this.what = what;
        this.timeout = timeout;
        this.http = new HttpCalls(what, concurrency);
        this.chain = chain;
    }

    /** {@return the answer, whose status is one of 2xx} */
    CompletionStage<HttpResponse<byte[]>> send(Target target, FunctionCall call, Supplier<Operation> operation) {
        Duration limit = call.timeout().orElse(timeout);
        long start = System.nanoTime();
        return credentials(target, limit)
                .thenCompose(credentials -> http.send(
                                () -> Signature.sign(target, operation.get(), credentials),
                                limit.minusNanos(System.nanoTime() - start))
                        .thenApply(answer -> succeeded(answer, target, credentials)));
    }

    private CompletionStage<AwsCredentials> credentials(Target target, Duration limit) {
        return target.given()
                .<CompletionStage<AwsCredentials>>map(CompletableFuture::completedStage)
                .orElseGet(() -> inTime(chain.current(), limit));
    }

    private static CompletionStage<AwsCredentials> inTime(CompletionStage<AwsCredentials> credentials, Duration limit) {
        return credentials
                .toCompletableFuture()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                        failure instanceof TimeoutException
                                ? new FunctionException(
                                        FunctionException.Kind.UNAVAILABLE, "no AWS credentials within " + limit)
                                : failure));
    }

    private HttpResponse<byte[]> succeeded(HttpResponse<byte[]> answer, Target target, AwsCredentials credentials) {
        if (answer.statusCode() >= 200 && answer.statusCode() <= 299) {
            return answer;
        }
        AwsError error = AwsError.of(answer);
        if (target.given().isEmpty() && error.wantsOtherCredentials()) {
            chain.forget(credentials);
            throw new FunctionException(FunctionException.Kind.UNAVAILABLE, error.message(what));
        }
        throw error.failure(what);
    }

    @Override
    public void close() {
        chain.close();
        http.close();
    }
}
