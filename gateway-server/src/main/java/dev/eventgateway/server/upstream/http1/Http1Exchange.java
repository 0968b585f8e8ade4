package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.EOFException;
import java.io.IOException;
import org.xnio.channels.Configurable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** One request and its answer, which have their connection to themselves until both are at their end. */
final class Http1Exchange implements Exchange {

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;

    private final Http1Connection connection;
    private final Listener listener;
    private final boolean isHead;
    private final RequestConduit out;
    private final AnswerConduit in;
    private final StreamSinkChannel sink;
    private final StreamSourceChannel source;
    private boolean answered;
    private boolean reusable;
    private boolean cancelled;

    Http1Exchange(Http1Connection connection, StreamSinkChannel transport, RequestHead head, Listener listener) {
        this.connection = connection;
        this.listener = listener;
        this.isHead = head.method().equals("HEAD");
        this.out = new RequestConduit(this, connection, transport, head);
        this.in = new AnswerConduit(this, connection);
        this.sink = new ConduitStreamSinkChannel(Configurable.EMPTY, out);
        this.source = new ConduitStreamSourceChannel(Configurable.EMPTY, in);
    }

    void start() {
        out.start();
    }

    void readable() throws IOException {
        if (answered) {
            in.readable();
        } else {
            readHead();
        }
    }

    private void readHead() throws IOException {
        Input input = connection.input();
        if (input.fill() < 0) {
            throw new EOFException("the function closed the connection before it answered");
        }
        while (!answered) {
            String head = input.head();
            if (head == null) {
                return;
            }
            take(Answer.parse(head));
        }
    }

    /** Of interim answers only one matters. */
    private void take(Answer answer) throws IOException {
        int status = answer.head().status();
        if (status >= OK) {
            answered(answer);
        } else if (status == CONTINUE) {
            listener.mayContinue(this);
        } else if (status == SWITCHING_PROTOCOLS) {
            throw new IOException("the function wants to speak something else, which nobody has asked for");
        }
    }

    private void answered(Answer answer) {
        answered = true;
        reusable = answer.isKept() && answer.endsClearly(isHead);
        in.begin(answer.body(isHead));
        listener.answered(this, answer.head());
    }

    void writable() {
        out.writable();
    }

    void answerEnded() {
        connection.ended(this, reusable && out.isWritten());
    }

    /** Not at once: the reader is to know before anybody else. */
    void answerBroke(IOException cause) {
        connection.later(() -> connection.broke(this, cause));
    }

    /** The connection is gone. */
    void fail(IOException cause) {
        out.fail(cause);
        in.fail(cause);
        if (!answered && !cancelled) {
            listener.failed(cause);
        }
    }

    @Override
    public StreamSinkChannel request() {
        return sink;
    }

    @Override
    public void trailers(Headers trailers) {
        out.trailers(trailers);
    }

    @Override
    public StreamSourceChannel answer() {
        return source;
    }

    @Override
    public Headers trailers() {
        return in.trailers();
    }

    @Override
    public boolean isToHead() {
        return isHead;
    }

    @Override
    public boolean isUntouched() {
        return out.isUntouched();
    }

    /** Where the next answer would begin nobody knows then. */
    @Override
    public void cancel() {
        cancelled = true;
        in.suspendReads();
        out.suspendWrites();
        connection.cancel(this);
    }
}
