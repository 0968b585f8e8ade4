package dev.eventgateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.FunctionReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LambdaFunctionProviderTest {

    private static final String ARN = "arn:aws:lambda:eu-central-1:123456789012:function:hello:live";
    private static final Event EVENT = Event.of("user.created", "application/json", "{\"name\":\"Ada\"}");

    private final LambdaFunctionProvider provider = new LambdaFunctionProvider(Map.of());
    private final AwsStub lambda;

    LambdaFunctionProviderTest() throws IOException {
        lambda = AwsStub.of("lambda", "{\"statusCode\":201,\"body\":\"hi\"}");
    }

    @AfterEach
    void end() {
        provider.close();
        lambda.close();
    }

    @Test
    void theFunctionIsInvokedWithTheEventAndItsAnswerPassedOn() {
        FunctionReply reply = call();
        assertThat(reply.toHttp().status()).isEqualTo(201);
        AwsStub.Request sent = lambda.requests().get(0);
        assertThat(sent.path()).isEqualTo("/2015-03-31/functions/" + ARN.replace(":", "%3A") + "/invocations");
        assertThat(sent.body()).isEqualTo(EVENT.structured());
    }

    @Test
    void temporaryCredentialsGoWithTheirToken() {
        lambda.expecting(AwsCredentials.lasting(AwsStub.KEY, AwsStub.SECRET, "t0ken/+="));
        Called.call(provider, lambda, EVENT, "arn", ARN, "awsSessionToken", "t0ken/+=");
        assertThat(lambda.requests()).hasSize(1);
    }

    @Test
    void aWrongSecretIsRefusedAndNotTriedAgain() {
        FunctionException failure = Called.failure(provider, lambda, EVENT, "arn", ARN, "awsSecretAccessKey", "wrong");
        assertThat(failure).hasMessageContaining("InvalidSignatureException");
        assertThat(failure.status()).hasValue(403);
        assertThat(failure.mayPass()).isFalse();
        assertThat(lambda.requests()).isEmpty();
    }

    /** What AWS would have signed stands in its answer, session token included. */
    @Test
    void noSecretOfARefusedRequestIsInTheMessage() {
        lambda.expecting(AwsCredentials.lasting(AwsStub.KEY, "other", "hushhush"));
        FunctionException failure = Called.failure(provider, lambda, EVENT, "arn", ARN, "awsSessionToken", "hushhush");
        assertThat(failure).hasMessageContaining("InvalidSignatureException");
        assertThat(failure.getMessage()).doesNotContain("hushhush").doesNotContain(AwsStub.SECRET);
    }

    @Test
    void aFunctionThatThrowsHasFailedAndMayBeCalledAgain() {
        lambda.next(
                200,
                "{\"errorMessage\":\"no such user\\nsecond line\",\"errorType\":\"KeyError\",\"stackTrace\":[]}",
                "X-Amz-Function-Error",
                "Unhandled");
        FunctionException failure = failure();
        assertThat(failure).hasMessage("function failed (Unhandled): KeyError: no such user");
        assertThat(failure.kind()).isEqualTo(Kind.THREW);
        assertThat(failure.mayPass()).isTrue();
    }

    @Test
    void aFunctionThatIsThrottledIsSaturatedForAsLongAsItSays() {
        lambda.next(
                429,
                "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"message\":\"Rate Exceeded.\"}",
                "x-amzn-ErrorType",
                "TooManyRequestsException",
                "Retry-After",
                "7");
        FunctionException failure = failure();
        assertThat(failure).hasMessage("AWS Lambda answered with status 429, TooManyRequestsException: Rate Exceeded.");
        assertThat(failure.kind()).isEqualTo(Kind.SATURATED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.mayPass()).isTrue();
    }

    @Test
    void aFunctionThatIsNotThereIsNotLookedForAgain() {
        lambda.next(
                404,
                "{\"Type\":\"User\",\"Message\":\"Function not found\"}",
                "x-amzn-ErrorType",
                "ResourceNotFoundException");
        FunctionException failure = failure();
        assertThat(failure)
                .hasMessage("AWS Lambda answered with status 404, ResourceNotFoundException: Function not found");
        assertThat(failure.status()).hasValue(404);
        assertThat(failure.mayPass()).isFalse();
    }

    @Test
    void anErrorOfTheServiceMayPass() {
        lambda.next(500, "{\"message\":\"oops\"}", "x-amzn-ErrorType", "ServiceException");
        FunctionException failure = failure();
        assertThat(failure.kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(failure.status()).hasValue(500);
        assertThat(failure.mayPass()).isTrue();
    }

    @Test
    void anEventThatIsTooLargeIsNotSentAgain() {
        lambda.next(413, "{\"message\":\"6 MB\"}", "x-amzn-ErrorType", "RequestTooLargeException");
        assertThat(failure().mayPass()).isFalse();
    }

    @Test
    void anErrorWithoutAWordIsAnErrorAllTheSame() {
        lambda.next(502, "<html>");
        assertThat(failure()).hasMessage("AWS Lambda answered with status 502");
    }

    @Test
    void nobodyAtTheEndpointIsAConnectionThatFailed() {
        lambda.close();
        assertThat(failure().kind()).isEqualTo(Kind.CONNECTION);
    }

    @Test
    void aCallTakesAsLongAsItMayAndNoLonger() throws IOException, InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        try (AwsStub silent = AwsStub.silent("lambda", over)) {
            FunctionException failure =
                    Called.failure(provider, EVENT, Duration.ofMillis(200), Called.fields(silent, "arn", ARN));
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            over.countDown();
        }
    }

    private FunctionReply call() {
        return Called.call(provider, lambda, EVENT, "arn", ARN);
    }

    private FunctionException failure() {
        return Called.failure(provider, lambda, EVENT, "arn", ARN);
    }
}
