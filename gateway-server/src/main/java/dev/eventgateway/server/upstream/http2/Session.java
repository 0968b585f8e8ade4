package dev.eventgateway.server.upstream.http2;

import io.undertow.client.ClientRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    private final Http2Connection connection;
    private final StreamConnection transport;
    private final Observer observer;
    private final FrameWriter writer;
    private final FrameReader reader;
    private final HeadWriter heads = new HeadWriter();
    private final Map<Integer, Http2Exchange> streams = new HashMap<>();
    private final Set<RequestConduit> blocked = new LinkedHashSet<>();
    private final int ownWindow;

    private int nextId = 1;
    private int most;
    private int streamWindow = Wire.WINDOW;
    private int window = Wire.WINDOW;
    private int unreported;
    private boolean ready;
    private boolean flushing;
    private boolean writesResumed;
    private boolean retired;
    private boolean closed;

    /**
     * @param most how many requests are ever made at once
     */
    Session(Http2Connection connection, StreamConnection transport, int most, Observer observer) {
        this.connection = connection;
        this.transport = transport;
        this.most = most;
        this.observer = observer;
        this.ownWindow = most * Wire.WINDOW;
        this.writer = new FrameWriter(transport.getSinkChannel());
        this.reader = new FrameReader(new ServerFrames(this));
    }

    /** Begins, with bytes that have been read already. What one answer has not been read of never keeps others waiting. */
    void start(ByteBuffer early) {
        writer.preface();
        writer.settings(Wire.ENABLE_PUSH, 0, Wire.MAX_HEADER_LIST_SIZE, HeadReader.MOST);
        writer.frame(Wire.WINDOW_UPDATE, 0, ownWindow - Wire.WINDOW);
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
            if (reader.read(transport.getSourceChannel())) {
                // Not as a task of now: all those are run before anything else is looked at.
                WorkerUtils.executeAfter(thread(), this::read, 1, TimeUnit.MILLISECONDS);
            }
        } catch (ConnectionError broken) {
            fail(broken, broken.code());
        } catch (IOException broken) {
            fail(broken, -1);
        }
    }

    /** To be called when something was written: once others have added what they have. */
    private void flushLater() {
        if (!flushing && !closed) {
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
            resumeWrites(!writer.flush());
        } catch (IOException broken) {
            fail(broken, -1);
            return;
        }
        roomChanged();
    }

    /** Not more often than it changes: it costs. */
    private void resumeWrites(boolean resumed) {
        if (resumed == writesResumed) {
            return;
        }
        writesResumed = resumed;
        if (resumed) {
            transport.getSinkChannel().resumeWrites();
        } else {
            transport.getSinkChannel().suspendWrites();
        }
    }

    Http2Connection connection() {
        return connection;
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

    /** {@return the begun request; null if none may be} */
    @Nullable
    Http2Exchange open(ClientRequest request, boolean hasBody) {
        if (!ready || streams.size() >= most()) {
            return null;
        }
        Http2Exchange exchange = new Http2Exchange(this, nextId, request, writer.end(), streamWindow);
        streams.put(nextId, exchange);
        writer.headers(nextId, heads.write(request.getRequestHeaders()), !hasBody);
        nextId += 2;
        if (!hasBody) {
            exchange.out().endWithHead();
        }
        if (nextId == Integer.MAX_VALUE) {
            retire();
        }
        flushLater();
        return exchange;
    }

    boolean isOpen(Http2Exchange exchange) {
        return streams.get(exchange.id()) == exchange;
    }

    /** {@return how many bytes of bodies may be sent now, by whichever request} */
    int room() {
        return Math.min(window, writer.room());
    }

    void awaitRoom(RequestConduit conduit) {
        blocked.add(conduit);
    }

    /** Each in turn: who has had room comes last. */
    private void roomChanged() {
        for (int turns = blocked.size(); turns > 0 && room() > 0; turns--) {
            RequestConduit first = blocked.iterator().next();
            blocked.remove(first);
            first.run();
        }
    }

    void data(Http2Exchange exchange, ByteBuffer piece, boolean last) {
        window -= piece.remaining();
        writer.frame(Wire.DATA, last ? Wire.END_STREAM : 0, exchange.id(), piece);
        flushLater();
    }

    /** The end of a request's body, with its trailers. */
    void end(Http2Exchange exchange) {
        HeaderMap trailers = exchange.trailers();
        if (trailers == null) {
            writer.frame(Wire.DATA, Wire.END_STREAM, exchange.id(), ByteBuffer.allocate(0));
        } else {
            writer.headers(exchange.id(), heads.write(trailers), true);
        }
        flushLater();
    }

    /** So much more of an answer may come. */
    void allow(int stream, int count) {
        writer.frame(Wire.WINDOW_UPDATE, stream, count);
        flushLater();
    }

    void reset(Http2Exchange exchange, int code) {
        if (isOpen(exchange)) {
            writer.frame(Wire.RST_STREAM, exchange.id(), code);
            flushLater();
            leave(exchange);
        }
    }

    /** The stream is over. */
    void leave(Http2Exchange exchange) {
        streams.remove(exchange.id());
        blocked.remove(exchange.out());
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
        if (retired && streams.isEmpty()) {
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
        if (code >= 0 && writer.end() == writer.written()) {
            sayWhy(code);
        }
        IoUtils.safeClose(transport);
        List<Http2Exchange> open = List.copyOf(streams.values());
        streams.clear();
        blocked.clear();
        open.forEach(each -> each.fail(cause, false));
        observer.closed(cause);
    }

    private void sayWhy(int code) {
        try {
            writer.goAway(code);
            writer.flush();
        } catch (IOException gone) {
            // Then it need not be told.
        }
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
        most = (int) Math.min(ownWindow / Wire.WINDOW, allowed);
        observer.changed();
    }

    void streamWindow(int bytes) throws ConnectionError {
        int more = bytes - streamWindow;
        streamWindow = bytes;
        for (Http2Exchange each : List.copyOf(streams.values())) {
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
        roomChanged();
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
        List<Http2Exchange> unseen =
                streams.values().stream().filter(each -> each.id() > last).toList();
        unseen.forEach(each -> {
            streams.remove(each.id());
            blocked.remove(each.out());
        });
        unseen.forEach(each -> each.fail(new IOException("the function goes away"), true));
        closeIfDone();
        if (first && !closed) {
            observer.changed();
        }
    }

    void reply(int type, ByteBuffer payload) throws ConnectionError {
        writer.frame(type, Wire.ACK, 0, payload);
        if (writer.isOverfull()) {
            throw new ConnectionError(Wire.ENHANCE_YOUR_CALM, "more questions than it takes answers");
        }
        flushLater();
    }
}
