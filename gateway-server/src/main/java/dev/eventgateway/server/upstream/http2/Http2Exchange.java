package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.upstream.http2.HeadReader.Head;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.client.ContinueNotification;
import io.undertow.client.PushCallback;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.AbstractAttachable;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.Configurable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One request and its answer: a stream. Trailers are attached to it as Undertow does: {@link HttpAttachments#RESPONSE_TRAILERS} are those
 * to send, {@link HttpAttachments#REQUEST_TRAILERS} those that came. Confined to the I/O thread of its connection.
 */
public final class Http2Exchange extends AbstractAttachable implements ClientExchange {

    private static final int CONTINUE = 100;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Session session;
    private final int id;
    private final ClientRequest request;
    private final long begin;
    private final long receivedBefore;
    private final RequestConduit out;
    private final AnswerConduit in;
    private final StreamSinkChannel sink;
    private final StreamSourceChannel source;

    private @Nullable ClientCallback<ClientExchange> listener;
    private @Nullable ContinueNotification onContinue;
    private @Nullable ClientResponse answer;
    private @Nullable IOException failure;
    private int window = Wire.WINDOW;
    private int unreported;
    private long expected = -1;
    private boolean answerEnded;
    private boolean refused;

    /**
     * @param begin where the request begins in all that the connection writes
     */
    Http2Exchange(Session session, int id, ClientRequest request, long begin, int sendWindow) {
        this.session = session;
        this.id = id;
        this.request = request;
        this.begin = begin;
        this.receivedBefore = session.received();
        this.out = new RequestConduit(this, session, sendWindow);
        this.in = new AnswerConduit(this, session.thread());
        this.sink = new ConduitStreamSinkChannel(Configurable.EMPTY, out);
        this.source = new ConduitStreamSourceChannel(Configurable.EMPTY, in);
    }

    /** Nobody waits for it any more. The connection goes on, unless the server has been silent all the time: it may be gone. */
    public void cancel() {
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

    /** {@return whether the server has seen nothing of it, or says that it has done nothing about it} */
    public boolean isUntouched() {
        return answer == null && (refused || begin >= session.written());
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
        return trailers() != null;
    }

    @Nullable
    HeaderMap trailers() {
        HeaderMap trailers = getAttachment(HttpAttachments.RESPONSE_TRAILERS);
        return trailers == null || trailers.size() == 0 ? null : trailers;
    }

    void requestEnded() {
        leaveIfOver();
    }

    /** The head of an answer, or trailers. */
    void head(Head head, boolean last) {
        if (!head.isSound() || (answer == null) != (head.status() >= 0) || (answer != null && !last)) {
            malformed("a head that HTTP/2 does not allow");
        } else if (answer != null) {
            putAttachment(HttpAttachments.REQUEST_TRAILERS, head.headers());
            endAnswer();
        } else if (head.status() >= OK) {
            answered(head, last);
        } else if (last || head.status() == SWITCHING_PROTOCOLS) {
            malformed("an interim answer that HTTP/2 does not allow");
        } else if (head.status() == CONTINUE && onContinue != null) {
            onContinue.handleContinue(this);
        }
    }

    private void answered(Head head, boolean last) {
        session.progress().answer();
        answer = new ClientResponse(head.status(), "", Protocols.HTTP_2_0, head.headers());
        expected = expected(head);
        if (last && !endAnswer()) {
            return;
        }
        if (listener != null) {
            listener.completed(this);
        }
    }

    /** {@return how long the body has to be; negative if nobody said} Whether it was said clearly, others judge. */
    private long expected(Head head) {
        if (request.getMethod().equals(Methods.HEAD) || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
            return 0;
        }
        String length = head.headers().getFirst(Headers.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException unclear) {
            return -1;
        }
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
        } else if (answer == null || answerEnded) {
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
        if (answerEnded || failure != null) {
            return;
        }
        failure = cause;
        in.fail(cause);
        if (listener != null) {
            listener.failed(cause);
        }
    }

    @Override
    public void setResponseListener(ClientCallback<ClientExchange> responseListener) {
        listener = responseListener;
        if (failure != null) {
            responseListener.failed(failure);
        }
    }

    @Override
    public void setContinueHandler(ContinueNotification handler) {
        onContinue = handler;
    }

    /** Servers are told not to push. */
    @Override
    public void setPushHandler(PushCallback pushCallback) {}

    @Override
    public StreamSinkChannel getRequestChannel() {
        return sink;
    }

    @Override
    public StreamSourceChannel getResponseChannel() {
        return source;
    }

    @Override
    public ClientRequest getRequest() {
        return request;
    }

    @Override
    public @Nullable ClientResponse getResponse() {
        return answer;
    }

    /** {@return null: nothing of it is kept} */
    @Override
    public @Nullable ClientResponse getContinueResponse() {
        return null;
    }

    @Override
    public ClientConnection getConnection() {
        return session.connection();
    }
}
