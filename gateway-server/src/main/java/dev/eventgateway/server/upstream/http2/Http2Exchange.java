package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.http2.HeadReader.Head;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.channels.Configurable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** One request and its answer: a stream. Confined to the I/O thread of its connection. */
final class Http2Exchange implements Exchange {

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;

    private final Session session;
    private final int id;
    private final boolean isHead;
    private final Listener listener;
    private final long begin;
    private final long receivedBefore;
    private final RequestConduit out;
    private final AnswerConduit in;
    private final StreamSinkChannel sink;
    private final StreamSourceChannel source;

    private Headers trailersToSend = Headers.none();
    private Headers trailers = Headers.none();
    private boolean answered;
    private boolean failed;
    private int window = Wire.WINDOW;
    private int unreported;
    private long expected = -1;
    private boolean answerEnded;
    private boolean refused;
    private boolean told;
    private boolean cancelled;

    /**
     * @param begin where the request begins in all that the connection writes
     */
    Http2Exchange(Session session, int id, RequestHead head, Listener listener, long begin, int sendWindow) {
        this.session = session;
        this.id = id;
        this.isHead = head.method().equals("HEAD");
        this.listener = listener;
        this.begin = begin;
        this.receivedBefore = session.received();
        this.out = new RequestConduit(this, session, sendWindow);
        this.in = new AnswerConduit(this, session.thread());
        this.sink = new ConduitStreamSinkChannel(Configurable.EMPTY, out);
        this.source = new ConduitStreamSourceChannel(Configurable.EMPTY, in);
    }

    /** The connection goes on, unless the server has been silent all the time: it may be gone. */
    @Override
    public void cancel() {
        cancelled = true;
        if (session.isOpen(this)) {
            session.cancel(this);
            if (session.received() == receivedBefore) {
                session.retire();
            }
        }
        out.suspendWrites();
        in.suspendReads();
        in.fail(new IOException("nobody waits for this answer"));
        out.fail(new IOException("nobody waits for this answer"));
    }

    @Override
    public boolean isToHead() {
        return isHead;
    }

    @Override
    public boolean isUntouched() {
        return !answered && (refused || begin >= session.written());
    }

    int id() {
        return id;
    }

    RequestConduit out() {
        return out;
    }

    /** {@return whether as much of the answer's body has arrived as its head says} */
    boolean isWhole() {
        return expected == 0;
    }

    boolean hasTrailers() {
        return !trailersToSend.isEmpty();
    }

    Headers trailersToSend() {
        return trailersToSend;
    }

    void requestEnded() {
        leaveIfOver();
    }

    /** The head of an answer, or trailers. */
    void head(Head head, boolean last) {
        if (!head.isSound() || answered == (head.status() >= 0) || (answered && !last)) {
            malformed("a head that HTTP/2 does not allow");
        } else if (answered) {
            trailers = head.headers();
            endAnswer();
        } else if (head.status() >= OK) {
            answered(head, last);
        } else if (last || head.status() == SWITCHING_PROTOCOLS) {
            malformed("an interim answer that HTTP/2 does not allow");
        } else if (head.status() == CONTINUE) {
            listener.mayContinue(this);
        }
    }

    private void answered(Head head, boolean last) {
        session.progress().answer();
        answered = true;
        AnswerHead answer = new AnswerHead(head.status(), head.headers());
        expected = answer.hasBody(isHead) ? answer.length() : 0;
        if (last && !endAnswer()) {
            return;
        }
        told = true;
        listener.answered(this, answer);
    }

    /**
     * A piece of the answer's body.
     *
     * @param flow what it takes from the window, which is more if it is padded
     */
    void data(ByteBuffer piece, int flow, boolean last) {
        window -= flow;
        if (window < 0) {
            fail(Wire.FLOW_CONTROL_ERROR, "more than was allowed");
        } else if (!answered || answerEnded) {
            malformed("a body without a head");
        } else if (expected >= 0 && piece.remaining() > expected) {
            malformed("a body that is longer than its head says");
        } else {
            expected -= expected < 0 ? 0 : piece.remaining();
            consumed(flow - piece.remaining());
            if (piece.hasRemaining()) {
                in.add(piece);
            }
            if (last) {
                endAnswer();
            }
        }
    }

    /** {@return whether that was a proper end} */
    private boolean endAnswer() {
        if (expected > 0) {
            malformed("a body that is shorter than its head says");
            return false;
        }
        answerEnded = true;
        in.end();
        leaveIfOver();
        return true;
    }

    private void leaveIfOver() {
        if (answerEnded && out.isEnded()) {
            session.leave(this);
        }
    }

    /** So much of the answer was read, so as much may come. */
    void consumed(int count) {
        unreported += count;
        if (unreported >= Wire.WINDOW / 2 && !answerEnded && session.isOpen(this)) {
            session.allow(id, unreported);
            window += unreported;
            unreported = 0;
        }
    }

    private void malformed(String what) {
        fail(Wire.PROTOCOL_ERROR, what);
    }

    void fail(int code, String what) {
        session.reset(this, code, new IOException("the function sent " + what));
    }

    /**
     * The server wants no more of it, or the connection is gone. An answer that is there to its end stays.
     *
     * @param unprocessed whether the server says that it has done nothing about it
     */
    void fail(IOException cause, boolean unprocessed) {
        refused = unprocessed;
        out.fail(cause);
        if (answerEnded || failed) {
            return;
        }
        failed = true;
        in.fail(cause);
        if (!told && !cancelled) {
            listener.failed(cause);
        }
    }

    @Override
    public StreamSinkChannel request() {
        return sink;
    }

    @Override
    public void trailers(Headers given) {
        trailersToSend = given;
    }

    @Override
    public StreamSourceChannel answer() {
        return source;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }
}
