package dev.eventgateway.server.upstream.http1;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.PipedServer;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.xnio.channels.StreamSourceChannel;

/** One connection to a server that is a pipe. */
abstract class Http1Pipe {

    static final String OK = "HTTP/1.1 200 OK\r\n";

    final PipedServer server = new PipedServer();
    final Http1Connection connection;

    Http1Pipe() throws Exception {
        connection = on(() -> Http1Connection.open(server.client(), server.buffers()));
    }

    @AfterEach
    void stop() throws Exception {
        on(() -> {
            connection.close();
            return true;
        });
        server.close();
    }

    /** Does it on the I/O thread of the connection. */
    <T> T on(Callable<T> task) throws Exception {
        return server.on(task);
    }

    /** An answer, read to its end as it arrives. */
    static class Answered implements Exchange.Listener {

        final CompletableFuture<AnswerHead> head = new CompletableFuture<>();
        final CompletableFuture<String> body = new CompletableFuture<>();
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final AtomicInteger leaves = new AtomicInteger();
        volatile Headers trailers = Headers.none();

        @Override
        public void answered(Exchange exchange, AnswerHead answer) {
            head.complete(answer);
            exchange.answer().getReadSetter().set(source -> read(exchange, source));
            read(exchange, exchange.answer());
        }

        private void read(Exchange exchange, StreamSourceChannel source) {
            ByteBuffer piece = ByteBuffer.allocate(7);
            try {
                int count = source.read(piece.clear());
                while (count > 0) {
                    read.write(piece.array(), 0, count);
                    count = source.read(piece.clear());
                }
                if (count < 0) {
                    trailers = exchange.trailers();
                    body.complete(read.toString(StandardCharsets.ISO_8859_1));
                } else {
                    source.resumeReads();
                }
            } catch (IOException broken) {
                body.completeExceptionally(broken);
            }
        }

        @Override
        public void failed(IOException failure) {
            head.completeExceptionally(failure);
            body.completeExceptionally(failure);
        }

        @Override
        public void mayContinue(Exchange exchange) {
            leaves.incrementAndGet();
        }

        AnswerHead head() {
            return head.orTimeout(20, TimeUnit.SECONDS).join();
        }

        String body() {
            return body.orTimeout(20, TimeUnit.SECONDS).join();
        }

        /** {@return why there is no such answer} */
        String failure() {
            return body.handle((text, failure) -> {
                        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                        return cause == null ? "none: " + text : cause.getMessage();
                    })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    Answered ask(String method) throws Exception {
        Answered answer = new Answered();
        begin(new RequestHead(method, "host", "/", 0), answer);
        return answer;
    }

    Exchange begin(RequestHead head, Answered answer) throws Exception {
        return requireNonNull(on(() -> connection.begin(head, answer)));
    }

    Answered answered(String said) throws Exception {
        Answered answer = ask("GET");
        server.say(said);
        return answer;
    }

    boolean isOpen() throws Exception {
        return on(connection::isOpen);
    }

    void awaitHeard(String text) {
        await().untilAsserted(() -> assertThat(server.heard()).isEqualTo(text));
    }
}
