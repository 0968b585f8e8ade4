package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.Invoker;
import java.util.concurrent.CompletionStage;

/** Calls one HTTP function: on the calling thread if that is one of the server's I/O threads, else on one of those. */
final class UndertowInvoker implements Invoker {

    private final UpstreamThreads threads;
    private final Target target;

    UndertowInvoker(UpstreamThreads threads, Target target) {
        this.threads = threads;
        this.target = target;
    }

    @Override
    public CompletionStage<FunctionReply> invoke(FunctionCall call) {
        return threads.nearest().post(target, call);
    }
}
