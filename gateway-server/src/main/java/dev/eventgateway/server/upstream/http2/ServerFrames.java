package dev.eventgateway.server.upstream.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what the server's frames say, and tells the session. */
final class ServerFrames implements FrameReader.Frames {

    private static final int SETTING = Short.BYTES + Integer.BYTES;
    private static final int PRIORITY = Integer.BYTES + Byte.BYTES;
    private static final int PING = 8;
    private static final long UNSIGNED = 0xffff_ffffL;

    private final Session session;
    private final HeadReader heads = new HeadReader();

    /** A head of which more is to come. */
    private @Nullable ByteBuffer block;

    private int blockStream;
    private boolean blockIsLast;

    ServerFrames(Session session) {
        this.session = session;
    }

    @Override
    public void frame(int type, int flags, int stream, ByteBuffer payload) throws ConnectionError {
        if (session.isClosed()) {
            return;
        }
        if ((block != null) != (type == Wire.CONTINUATION)
                || (!session.isReady() && (type != Wire.SETTINGS || is(flags, Wire.ACK)))) {
            throw new ConnectionError(Wire.PROTOCOL_ERROR, "a frame of type " + type + " at the wrong time");
        }
        session.progress().frame();
        switch (type) {
            case Wire.DATA -> data(flags, stream, payload);
            case Wire.HEADERS -> headers(flags, stream, payload);
            case Wire.CONTINUATION -> continuation(flags, stream, payload);
            case Wire.RST_STREAM -> reset(stream, payload);
            case Wire.WINDOW_UPDATE -> windowUpdate(stream, payload);
            case Wire.SETTINGS, Wire.PING, Wire.GOAWAY -> ofConnection(type, flags, stream, payload);
            case Wire.PUSH_PROMISE ->
                throw new ConnectionError(Wire.PROTOCOL_ERROR, "an answer that nobody has asked for");
            default -> {
                // To be ignored, says RFC 9113.
            }
        }
    }

    private static boolean is(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private static ConnectionError wrongSize(String what) {
        return new ConnectionError(Wire.FRAME_SIZE_ERROR, "a frame that is no " + what + " by its length");
    }

    private void data(int flags, int stream, ByteBuffer payload) throws ConnectionError {
        Http2Exchange exchange = session.stream(stream);
        int flow = payload.remaining();
        ByteBuffer piece = withoutPadding(flags, payload);
        session.took(flow);
        if (exchange != null) {
            session.progress().bytes(piece.remaining());
            exchange.data(piece, flow, is(flags, Wire.END_STREAM));
        }
    }

    private static ByteBuffer withoutPadding(int flags, ByteBuffer payload) throws ConnectionError {
        if (!is(flags, Wire.PADDED)) {
            return payload;
        }
        int padding = payload.hasRemaining() ? payload.get() & 0xff : 1;
        if (padding > payload.remaining()) {
            throw new ConnectionError(Wire.PROTOCOL_ERROR, "more padding than frame");
        }
        return payload.limit(payload.limit() - padding);
    }

    private void headers(int flags, int stream, ByteBuffer payload) throws ConnectionError {
        session.stream(stream);
        ByteBuffer piece = withoutPadding(flags, payload);
        if (is(flags, Wire.PRIORITY)) {
            if (piece.remaining() < PRIORITY) {
                throw wrongSize("head");
            }
            piece.position(piece.position() + PRIORITY);
        }
        blockStream = stream;
        blockIsLast = is(flags, Wire.END_STREAM);
        if (is(flags, Wire.END_HEADERS)) {
            head(piece);
        } else {
            block = ByteBuffer.allocate(HeadReader.MOST).put(piece);
        }
    }

    private void continuation(int flags, int stream, ByteBuffer payload) throws ConnectionError {
        ByteBuffer begun = block;
        if (begun == null || stream != blockStream) {
            throw new ConnectionError(Wire.PROTOCOL_ERROR, "a part of another head");
        }
        if (payload.remaining() > begun.remaining()) {
            throw new ConnectionError(Wire.ENHANCE_YOUR_CALM, "a head that is too large");
        }
        begun.put(payload);
        if (is(flags, Wire.END_HEADERS)) {
            block = null;
            head(begun.flip());
        }
    }

    /** Also of a request that is over: those that follow may refer to it. */
    private void head(ByteBuffer whole) throws ConnectionError {
        HeadReader.Head head = heads.read(whole);
        Http2Exchange exchange = session.stream(blockStream);
        if (exchange != null) {
            exchange.head(head, blockIsLast);
        }
    }

    private void reset(int stream, ByteBuffer payload) throws ConnectionError {
        if (payload.remaining() != Integer.BYTES) {
            throw wrongSize("reset");
        }
        Http2Exchange exchange = session.stream(stream);
        if (exchange != null) {
            int code = payload.getInt();
            IOException cause = new IOException("the function reset the request, code " + code);
            session.drop(exchange, cause, code == Wire.REFUSED_STREAM);
        }
    }

    private void windowUpdate(int stream, ByteBuffer payload) throws ConnectionError {
        if (payload.remaining() != Integer.BYTES) {
            throw wrongSize("window update");
        }
        int more = payload.getInt() & Integer.MAX_VALUE;
        if (stream == 0) {
            if (more == 0) {
                throw new ConnectionError(Wire.PROTOCOL_ERROR, "a window that does not grow");
            }
            session.widen(more);
            return;
        }
        Http2Exchange exchange = session.stream(stream);
        if (exchange != null && more == 0) {
            exchange.fail(Wire.PROTOCOL_ERROR, "a window that does not grow");
        } else if (exchange != null && !exchange.out().widen(more)) {
            exchange.fail(Wire.FLOW_CONTROL_ERROR, "a window that is too large");
        }
    }

    private void ofConnection(int type, int flags, int stream, ByteBuffer payload) throws ConnectionError {
        if (stream != 0) {
            throw new ConnectionError(Wire.PROTOCOL_ERROR, "a frame of the connection on a stream");
        }
        switch (type) {
            case Wire.SETTINGS -> settings(flags, payload);
            case Wire.PING -> ping(flags, payload);
            default -> goAway(payload);
        }
    }

    private void settings(int flags, ByteBuffer payload) throws ConnectionError {
        if (payload.remaining() % SETTING != 0 || (is(flags, Wire.ACK) && payload.hasRemaining())) {
            throw wrongSize("setting");
        }
        if (is(flags, Wire.ACK)) {
            return;
        }
        takeOver(payload);
        session.reply(Wire.SETTINGS, payload);
        session.ready();
    }

    /** Of each the last one, once: a frame has room for thousands. Others do not matter to who sends small frames. */
    private void takeOver(ByteBuffer settings) throws ConnectionError {
        long most = -1;
        long streamWindow = -1;
        while (settings.hasRemaining()) {
            int name = settings.getShort();
            long value = settings.getInt() & UNSIGNED;
            if (name == Wire.MAX_CONCURRENT_STREAMS) {
                most = value;
            } else if (name == Wire.HEADER_TABLE_SIZE) {
                session.tableSize(value);
            } else if (name == Wire.INITIAL_WINDOW_SIZE) {
                streamWindow = value;
            }
        }
        if (streamWindow > Integer.MAX_VALUE) {
            throw new ConnectionError(Wire.FLOW_CONTROL_ERROR, "a window that is too large");
        }
        if (streamWindow >= 0) {
            session.streamWindow((int) streamWindow);
        }
        if (most >= 0) {
            session.most(most);
        }
    }

    private void ping(int flags, ByteBuffer payload) throws ConnectionError {
        if (payload.remaining() != PING) {
            throw wrongSize("ping");
        }
        if (!is(flags, Wire.ACK)) {
            session.reply(Wire.PING, payload);
        }
    }

    private void goAway(ByteBuffer payload) throws ConnectionError {
        if (payload.remaining() < 2 * Integer.BYTES) {
            throw wrongSize("farewell");
        }
        session.goneAfter(payload.getInt() & Integer.MAX_VALUE);
    }
}
