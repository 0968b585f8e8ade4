package dev.eventgateway.server.upstream;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.function.Forwarding;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.server.http.BodyBudget;
import dev.eventgateway.server.http.RequestStream;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Calls one HTTP function: on the calling thread if that is one of the server's I/O threads, else on one of those. */
final class UpstreamInvoker implements Invoker {

    private static final String USER_AGENT = "event-gateway";
    private static final String LENGTH = "Content-Length";

    private final UpstreamThreads threads;
    private final UpstreamLimits limits;
    private final BodyBudget room;
    private final Target target;
    private final Forwarding forwarding;

    /**
     * @param room what answers that are held as a whole are counted against
     */
    UpstreamInvoker(
            UpstreamThreads threads, UpstreamLimits limits, BodyBudget room, Target target, Forwarding forwarding) {
        this.threads = threads;
        this.limits = limits;
        this.room = room;
        this.target = target;
        this.forwarding = forwarding;
    }

    @Override
    public CompletionStage<FunctionReply> invoke(FunctionCall call) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        byte[] body = call.payload();
        call(
                new Bytes(() -> event(body.length), body),
                new CollectedAnswer(limits, room, UpstreamInvoker::success, answer),
                call.timeout().orElse(limits.answerTime()));
        return answer;
    }

    /** Streams the body if nobody has asked for it as a whole. Then the calling thread is the request's own. */
    @Override
    public CompletionStage<FunctionReply> forward(GatewayRequest request, Optional<Duration> timeout) {
        Duration answerTime = timeout.orElse(limits.answerTime());
        String path = forwarding.target(request);
        return request.stream()
                .map(body -> streamed(path, request, (RequestStream) body, answerTime))
                .orElseGet(() -> request.body().thenCompose(body -> whole(path, request, body, answerTime)));
    }

    private CompletionStage<FunctionReply> streamed(
            String path, GatewayRequest request, RequestStream body, Duration answerTime) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        call(
                new StreamedMessage(length -> forwarded(path, request, length, name -> true), body, answerTime, limits),
                new StreamedAnswer(limits, answer),
                answerTime);
        return answer;
    }

    private CompletionStage<FunctionReply> whole(
            String path, GatewayRequest request, byte[] body, Duration answerTime) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        // Who has sent his whole body has been given leave to.
        call(
                new Bytes(() -> forwarded(path, request, body.length, name -> !name.equalsIgnoreCase("Expect")), body),
                new CollectedAnswer(limits, room, UpstreamInvoker::reply, answer),
                answerTime);
        return answer;
    }

    private void call(Message message, Recipient recipient, Duration answerTime) {
        threads.nearest().call(target.origin(), message, recipient, answerTime);
    }

    private RequestHead event(long length) {
        return new RequestHead("POST", target.authority(), target.path(), length)
                .add("User-Agent", USER_AGENT)
                .add("Content-Type", FunctionCall.CONTENT_TYPE);
    }

    private RequestHead forwarded(String path, GatewayRequest from, long length, Predicate<String> wanted) {
        RequestHead head = new RequestHead(from.method(), target.authority(), path, length);
        forwarding.headers(from, (name, values) -> {
            if (wanted.test(name)) {
                values.forEach(value -> head.add(name, value));
            }
        });
        if (length == 0 && from.headers().first(LENGTH).isPresent()) {
            head.add(LENGTH, "0");
        }
        return head;
    }

    private static FunctionReply success(AnswerHead head, byte[] body) {
        int status = head.status();
        if (status < 200 || status > 299) {
            throw FunctionException.answered(status, head.headers().first("Retry-After"));
        }
        return FunctionReply.of(body);
    }

    private static FunctionReply reply(AnswerHead head, byte[] body) {
        return FunctionReply.of(new GatewayReply(head.status(), head.headers(), body));
    }
}
