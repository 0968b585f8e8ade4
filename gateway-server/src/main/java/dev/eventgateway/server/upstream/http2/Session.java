package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.upstream.protocol.Exchange;
import dev.eventgateway.server.upstream.protocol.RequestHead;
import dev.eventgateway.server.upstream.protocol.WriteInterest;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/** What goes on on one connection: its streams, what each side allows the other, and its end. Confined to its I/O thread. */
final class Session {

    /** Who is told of it. */
    interface Observer {

        /** The server has said that it speaks HTTP/2, and how. */
        void ready();

        /** More or fewer requests may be made than before, or none any more. */
        void changed();

        /** It is over. */
        void closed(IOException cause);
    }

    private final StreamConnection transport;
    private final Observer observer;
    private final FrameWriter writer;
    private final WriteInterest writing;
    private final FrameReader reader;
    private final HeadWriter heads = new HeadWriter();
    private final Streams streams = new Streams();
    private final Progress progress = new Progress();
    private final int ownWindow;

    private int nextId = 1;
    private int most;
    private int streamWindow = Wire.WINDOW;
    private int window = Wire.WINDOW;
    private int unreported;
    private boolean ready;
    private boolean readingOn;
    private boolean flushing;
    private boolean retired;
    private boolean closed;

    /**
     * @param most how many requests are ever made at once
     */
    Session(StreamConnection transport, int most, Observer observer) {
        this.transport = transport;
        this.most = most;
        this.observer = observer;
        this.ownWindow = most * Wire.WINDOW;
        this.writer = new FrameWriter(transport.getSinkChannel(), most);
        this.writing = new WriteInterest(transport.getSinkChannel());
        this.reader = new FrameReader(new ServerFrames(this));
    }

    /** Begins, with bytes that have been read already. What one answer has not been read of never keeps others waiting. */
    void start(ByteBuffer early) {
        writer.preface();
        writer.settings(Wire.ENABLE_PUSH, 0, Wire.MAX_HEADER_LIST_SIZE, HeadReader.MOST);
        if (ownWindow > Wire.WINDOW) {
            writer.frame(Wire.WINDOW_UPDATE, 0, ownWindow - Wire.WINDOW);
        }
        transport.getSinkChannel().getWriteSetter().set(sink -> flush());
        transport.getSourceChannel().getReadSetter().set(source -> read());
        transport.getSourceChannel().resumeReads();
        flushLater();
        try {
            reader.take(early);
        } catch (ConnectionError broken) {
            fail(broken, broken.code());
        }
    }

    private void read() {
        if (closed) {
            return;
        }
        try {
            if (reader.read(transport.getSourceChannel()) && !readingOn) {
                readingOn = true;
                // Not as a task of now: all those are run before anything else is looked at.
                WorkerUtils.executeAfter(thread(), this::readOn, 1, TimeUnit.MILLISECONDS);
            }
        } catch (ConnectionError broken) {
            fail(broken, broken.code());
        } catch (IOException broken) {
            fail(broken, -1);
        }
    }

    private void readOn() {
        readingOn = false;
        read();
    }

    /** To be called when something was written: once others have added what they have. */
    private void flushLater() {
        if (writer.isOverfull()) {
            fail(new IOException("the function does not take what it is sent"), Wire.ENHANCE_YOUR_CALM);
        } else if (!flushing && !closed) {
            flushing = true;
            thread().execute(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (closed) {
            return;
        }
        try {
            writing.set(!writer.flush());
        } catch (IOException broken) {
            fail(broken, -1);
            return;
        }
        streams.useRoom(this::room);
    }

    XnioIoThread thread() {
        return transport.getIoThread();
    }

    long received() {
        return reader.received();
    }

    long written() {
        return writer.written();
    }

    /** {@return how many requests may be under way at once; zero if there may be no more} */
    int most() {
        return isServing() ? most : 0;
    }

    /** {@return whether there may be requests, at some time} */
    boolean isServing() {
        return !retired && !closed;
    }

    /** {@return the begun request; null if none may be, or it cannot be} */
    @Nullable
    Http2Exchange open(RequestHead head, Exchange.Listener listener) {
        if (!ready || streams.count() >= most()) {
            return null;
        }
        Http2Exchange exchange = new Http2Exchange(this, nextId, head, listener, writer.end(), streamWindow);
        boolean hasBody = head.length() != 0;
        if (!pack(nextId, () -> heads.write(head), !hasBody)) {
            return null;
        }
        streams.add(exchange);
        nextId += 2;
        if (!hasBody) {
            exchange.out().endWithHead();
        }
        if (nextId == Integer.MAX_VALUE) {
            retire();
        }
        flushLater();
        return closed ? null : exchange;
    }

    /** {@return whether a head could be packed} If not, nobody knows what the server's table should be, so it is the end. */
    private boolean pack(int stream, Supplier<ByteBuffer> head, boolean last) {
        try {
            writer.headers(stream, head.get(), last);
            return true;
        } catch (RuntimeException broken) {
            fail(new IOException("a head that cannot be packed", broken), Wire.NO_ERROR);
            return false;
        }
    }

    boolean isOpen(Http2Exchange exchange) {
        return streams.contains(exchange);
    }

    /** {@return how many bytes of bodies may be sent now, by whichever request} */
    int room() {
        return Math.min(window, writer.room());
    }

    void awaitRoom(RequestConduit conduit) {
        streams.awaitRoom(conduit);
    }

    void data(Http2Exchange exchange, ByteBuffer piece, boolean last) {
        progress.bytes(piece.remaining());
        window -= piece.remaining();
        writer.frame(Wire.DATA, last ? Wire.END_STREAM : 0, exchange.id(), piece);
        flushLater();
    }

    /** The end of a request's body, with its trailers. */
    void end(Http2Exchange exchange) {
        if (!exchange.hasTrailers()) {
            writer.frame(Wire.DATA, Wire.END_STREAM, exchange.id(), ByteBuffer.allocate(0));
        } else {
            pack(exchange.id(), () -> heads.writeTrailers(exchange.trailersToSend()), true);
        }
        flushLater();
    }

    /** So much more of an answer may come. */
    void allow(int stream, int count) {
        writer.frame(Wire.WINDOW_UPDATE, stream, count);
        flushLater();
    }

    /** Nobody wants the answer. */
    void cancel(Http2Exchange exchange) {
        writer.frame(Wire.RST_STREAM, exchange.id(), Wire.CANCEL);
        flushLater();
        leave(exchange);
    }

    /** The server has broken a rule on this stream. */
    void reset(Http2Exchange exchange, int code, IOException cause) {
        if (isOpen(exchange)) {
            writer.frame(Wire.RST_STREAM, exchange.id(), code);
            flushLater();
            drop(exchange, cause, false);
        }
    }

    /** The stream has failed. Who waits for it knows before those who drop the connection: he may want to try again by their means. */
    void drop(Http2Exchange exchange, IOException cause, boolean unprocessed) {
        streams.remove(exchange);
        exchange.fail(cause, unprocessed);
        closeIfDone();
    }

    /** The stream is over. */
    void leave(Http2Exchange exchange) {
        streams.remove(exchange);
        closeIfDone();
    }

    /** No more requests; it ends with the last answer. */
    void retire() {
        if (!retired && !closed) {
            retired = true;
            closeIfDone();
            observer.changed();
        }
    }

    private void closeIfDone() {
        if (retired && streams.count() == 0) {
            close();
        }
    }

    /** At once, with all that is under way. */
    void close() {
        fail(new ClosedChannelException(), Wire.NO_ERROR);
    }

    /**
     * @param code what the server is told, if it can be told by nothing but that; negative if it is not
     */
    private void fail(IOException cause, int code) {
        if (closed) {
            return;
        }
        closed = true;
        if (code >= 0) {
            writer.farewell(code);
        }
        IoUtils.safeClose(transport);
        streams.removeAll().forEach(each -> each.fail(cause, false));
        observer.closed(cause);
    }

    // What the server says.

    /** {@return the request of that number, null if it is over} */
    @Nullable
    Http2Exchange stream(int id) throws ConnectionError {
        if (id >= nextId || id % 2 == 0) {
            throw new ConnectionError(Wire.PROTOCOL_ERROR, "something about a request that was never made");
        }
        return streams.get(id);
    }

    boolean isClosed() {
        return closed;
    }

    Progress progress() {
        return progress;
    }

    boolean isReady() {
        return ready;
    }

    void ready() {
        if (!ready) {
            ready = true;
            observer.ready();
        }
    }

    void most(long allowed) {
        int before = most;
        most = (int) Math.min(ownWindow / Wire.WINDOW, allowed);
        if (most != before) {
            observer.changed();
        }
    }

    void streamWindow(int bytes) throws ConnectionError {
        int more = bytes - streamWindow;
        streamWindow = bytes;
        for (Http2Exchange each : streams.all()) {
            if (!each.out().widen(more)) {
                throw new ConnectionError(Wire.FLOW_CONTROL_ERROR, "a window that is too large");
            }
        }
    }

    void widen(int bytes) throws ConnectionError {
        if ((long) window + bytes > Integer.MAX_VALUE) {
            throw new ConnectionError(Wire.FLOW_CONTROL_ERROR, "a window that is too large");
        }
        window += bytes;
        streams.useRoom(this::room);
    }

    void tableSize(long size) {
        heads.tableSize(size);
    }

    /** So much came of bodies, wanted or not. Each request has a limit of its own; so all of them together need none. */
    void took(int flow) {
        unreported += flow;
        if (unreported >= ownWindow / 2) {
            allow(0, unreported);
            unreported = 0;
        }
    }

    /** The server goes, and has done nothing about requests after that one. */
    void goneAfter(int last) {
        boolean first = !retired;
        retired = true;
        List<Http2Exchange> unseen = streams.removeAfter(last);
        unseen.forEach(each -> each.fail(new IOException("the function goes away"), true));
        closeIfDone();
        if (first && !closed) {
            observer.changed();
        }
    }

    void reply(int type, ByteBuffer payload) {
        writer.frame(type, Wire.ACK, 0, payload);
        flushLater();
    }
}
