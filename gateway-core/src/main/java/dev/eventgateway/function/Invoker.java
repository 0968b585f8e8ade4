package dev.eventgateway.function;

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
}
