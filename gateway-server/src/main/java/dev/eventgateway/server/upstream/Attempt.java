package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.server.http.ByteCollector;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** One call on one connection: writes the request, reads the answer to its end. Confined to its I/O thread. */
final class Attempt {

    private final Call call;
    private final PooledConnection connection;
    private final UpstreamLimits limits;
    private final long writtenBefore;

    private ByteBuffer request = ByteBuffer.allocate(0);
    private boolean sent;
    private boolean over;

    Attempt(Call call, PooledConnection connection, UpstreamLimits limits) {
        this.call = call;
        this.connection = connection;
        this.limits = limits;
        this.writtenBefore = connection.written();
    }

    void send(ClientRequest head, byte[] body) {
        request = ByteBuffer.wrap(body);
        connection.connection().sendRequest(head, new OrBroken() {
            @Override
            public void completed(ClientExchange exchange) {
                started(exchange);
            }
        });
    }

    /** Nobody waits for this any more. */
    void abort() {
        if (!over) {
            over = true;
            connection.close();
        }
    }

    private void started(ClientExchange exchange) {
        exchange.setResponseListener(new OrBroken() {
            @Override
            public void completed(ClientExchange answered) {
                read(answered);
            }
        });
        StreamSinkChannel sink = exchange.getRequestChannel();
        sink.getWriteSetter().set(this::write);
        write(sink);
    }

    private void write(StreamSinkChannel sink) {
        try {
            while (request.hasRemaining()) {
                if (sink.write(request) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            sink.suspendWrites();
            sink.shutdownWrites();
            if (sink.flush()) {
                sent = true;
            } else {
                sink.resumeWrites();
            }
        } catch (IOException broken) {
            broke(Failures.connection(broken));
        }
    }

    private void read(ClientExchange exchange) {
        ClientResponse head = exchange.getResponse();
        long announced = announced(head.getResponseHeaders());
        if (head.getResponseCode() < 200) {
            broke(FunctionException.answered(head.getResponseCode(), Optional.empty()));
        } else if (announced > limits.maxAnswer()) {
            broke(Failures.tooLarge(limits.maxAnswer()));
        } else {
            StreamSourceChannel source = exchange.getResponseChannel();
            Answer answer = new Answer(head, new ByteCollector(announced));
            source.getReadSetter().set(answer::read);
            answer.read(source);
        }
    }

    /** Beside a transfer encoding a length counts for nothing, and nobody has checked it. */
    private static long announced(HeaderMap headers) {
        String length = headers.getFirst(Headers.CONTENT_LENGTH);
        return length == null || headers.contains(Headers.TRANSFER_ENCODING) ? -1 : Long.parseLong(length);
    }

    private void broke(FunctionException failure) {
        if (over) {
            return;
        }
        over = true;
        boolean untouched = connection.written() == writtenBefore;
        connection.close();
        call.broke(failure, untouched);
    }

    /** The body of an answer, as it comes in. */
    private final class Answer {

        private final ClientResponse head;
        private final ByteCollector collected;

        Answer(ClientResponse head, ByteCollector collected) {
            this.head = head;
            this.collected = collected;
        }

        void read(StreamSourceChannel source) {
            try (PooledByteBuffer pooled =
                    connection.connection().getBufferPool().allocate()) {
                while (!over) {
                    ByteBuffer piece = pooled.getBuffer().clear();
                    int count = source.read(piece);
                    if (count == 0) {
                        source.resumeReads();
                        return;
                    }
                    take(count, piece.flip());
                }
            } catch (IOException broken) {
                broke(Failures.connection(broken));
            }
        }

        private void take(int count, ByteBuffer piece) {
            if (count < 0) {
                over = true;
                call.answered(connection, keptAlive(), head, collected.toBytes());
            } else if (collected.size() + count > limits.maxAnswer()) {
                broke(Failures.tooLarge(limits.maxAnswer()));
            } else {
                collected.add(piece);
            }
        }

        /** How long the connection may wait for its next call; not at all if the function did not want to hear this one out. */
        private Duration keptAlive() {
            return sent ? KeepAlive.of(head.getResponseHeaders(), limits.idleTime()) : Duration.ZERO;
        }
    }

    /** What happens next, unless the connection breaks. */
    private abstract class OrBroken implements ClientCallback<ClientExchange> {
        @Override
        public void failed(IOException failure) {
            broke(Failures.connection(failure));
        }
    }
}
