package dev.eventgateway.function;

import dev.eventgateway.event.GatewayRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls one function. Safe for use by many threads; never blocks the calling thread. */
public interface Invoker {

    /**
     * Starts a call.
     *
     * @return the function's answer, or a {@link FunctionException}; completes in bounded time on any thread, an I/O thread
     *     among them, so what follows must not block
     */
    CompletionStage<FunctionReply> invoke(FunctionCall call);

    /**
     * Sends a request on as it is. Only called of functions {@linkplain FunctionSpec#isProxy in proxy mode}; all others fail.
     *
     * @param timeout how long the function may take, from the end of the request to the head of its answer; where this is empty it is for
     *     the provider to decide
     * @return the answer as a reply, whatever its status, which may be {@linkplain dev.eventgateway.event.GatewayReply#stream streamed};
     *     a {@link FunctionException}; or a {@link dev.eventgateway.event.RequestException} if the sender broke it off
     */
    default CompletionStage<FunctionReply> forward(GatewayRequest request, Optional<Duration> timeout) {
        return CompletableFuture.failedStage(new FunctionException(
                FunctionException.Kind.UNAVAILABLE, "functions of this type cannot be in proxy mode"));
    }
}
