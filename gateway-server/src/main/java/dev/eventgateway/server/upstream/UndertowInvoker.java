package dev.eventgateway.server.upstream;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.function.Forwarding;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.server.http.RequestStream;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls one HTTP function: on the calling thread if that is one of the server's I/O threads, else on one of those. */
final class UndertowInvoker implements Invoker {

    private static final String USER_AGENT = "event-gateway";

    private final UpstreamThreads threads;
    private final UpstreamLimits limits;
    private final Target target;
    private final Forwarding forwarding;

    UndertowInvoker(UpstreamThreads threads, UpstreamLimits limits, Target target, Forwarding forwarding) {
        this.threads = threads;
        this.limits = limits;
        this.target = target;
        this.forwarding = forwarding;
    }

    @Override
    public CompletionStage<FunctionReply> invoke(FunctionCall call) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        byte[] body = call.payload();
        call(
                new Bytes(() -> event(body.length), body),
                new CollectedAnswer(limits, UndertowInvoker::success, answer),
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
                new StreamedMessage(() -> forwarded(path, request, body.length()), body, answerTime, limits),
                new StreamedAnswer(limits, answer),
                answerTime);
        return answer;
    }

    private CompletionStage<FunctionReply> whole(
            String path, GatewayRequest request, byte[] body, Duration answerTime) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        call(
                new Bytes(() -> withoutExpect(forwarded(path, request, body.length)), body),
                new CollectedAnswer(limits, UndertowInvoker::reply, answer),
                answerTime);
        return answer;
    }

    private void call(Message message, Recipient recipient, Duration answerTime) {
        threads.nearest().call(target.origin(), message, recipient, answerTime);
    }

    private ClientRequest event(long length) {
        ClientRequest request = request(Methods.POST, target.path());
        request.getRequestHeaders()
                .put(Headers.USER_AGENT, USER_AGENT)
                .put(Headers.CONTENT_TYPE, FunctionCall.CONTENT_TYPE)
                .put(Headers.CONTENT_LENGTH, length);
        return request;
    }

    private ClientRequest forwarded(String path, GatewayRequest from, long length) {
        ClientRequest request = request(HttpString.tryFromString(from.method()), path);
        HeaderMap headers = request.getRequestHeaders();
        forwarding.headers(from, (name, values) -> headers.addAll(HttpString.tryFromString(name), values));
        if (length < 0) {
            headers.put(Headers.TRANSFER_ENCODING, "chunked");
        } else if (length > 0 || from.headers().first("Content-Length").isPresent()) {
            headers.put(Headers.CONTENT_LENGTH, length);
        }
        return request;
    }

    private ClientRequest request(HttpString method, String path) {
        ClientRequest request =
                new ClientRequest().setMethod(method).setPath(path).setProtocol(Protocols.HTTP_1_1);
        request.getRequestHeaders().put(Headers.HOST, target.authority());
        return request;
    }

    /** Who has sent his whole body has been given leave to. */
    private static ClientRequest withoutExpect(ClientRequest request) {
        request.getRequestHeaders().remove(Headers.EXPECT);
        return request;
    }

    private static FunctionReply success(ClientResponse head, byte[] body) {
        int status = head.getResponseCode();
        if (status < 200 || status > 299) {
            throw FunctionException.answered(
                    status, Optional.ofNullable(head.getResponseHeaders().getFirst(Headers.RETRY_AFTER)));
        }
        return FunctionReply.of(body);
    }

    private static FunctionReply reply(ClientResponse head, byte[] body) {
        return FunctionReply.of(
                new GatewayReply(head.getResponseCode(), HeaderCopies.of(head.getResponseHeaders()), body));
    }
}
