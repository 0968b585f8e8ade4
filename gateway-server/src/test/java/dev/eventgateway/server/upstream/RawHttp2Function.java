package dev.eventgateway.server.upstream;

import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.protocols.http2.HpackDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A function that speaks HTTP/2 frame by frame, as a test wants it, allowed or not. */
final class RawHttp2Function implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;

    static final int NO_ERROR = 0;
    static final int REFUSED = 7;
    static final int CANCEL = 8;

    private static final int PREFACE = 24;
    private static final int PATIENCE = 20_000;

    private final SSLServerSocket port;
    private final Behaviour behaviour;
    private final Set<SSLSocket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on each connection; it is closed afterwards. */
    interface Behaviour {

        /** Serves one connection. */
        void serve(Connection connection) throws Exception;
    }

    /** A frame as it arrived; its payload is a character for each byte. */
    record Frame(int type, int flags, int stream, String payload) {

        ByteBuffer bytes() {
            return ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The head of a request, or trailers. */
    record Request(int stream, Map<String, String> headers, boolean isLast) {

        /** {@return path and query; there must be one} */
        String path() {
            return Objects.requireNonNull(headers.get(":path"));
        }
    }

    private RawHttp2Function(SelfSigned identity, Behaviour behaviour, String... protocols)
            throws IOException, GeneralSecurityException {
        this.behaviour = behaviour;
        port = (SSLServerSocket) identity.identifiedTrusting()
                .getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        SSLParameters parameters = port.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        port.setSSLParameters(parameters);
    }

    /** {@return a function that treats each connection in that way} */
    static RawHttp2Function serving(SelfSigned identity, Behaviour behaviour)
            throws IOException, GeneralSecurityException {
        RawHttp2Function function = new RawHttp2Function(identity, behaviour, "h2");
        daemon(function::accept);
        return function;
    }

    String url(String path) {
        return "https://127.0.0.1:" + port.getLocalPort() + path;
    }

    /** {@return the heads of all requests so far} */
    List<Request> requests() {
        return requests;
    }

    /** {@return how often that path was asked for} */
    long asked(String path) {
        return requests.stream()
                .filter(each -> path.equals(each.headers().get(":path")))
                .count();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) port.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            behaviour.serve(new Connection(socket));
        } catch (Exception over) {
            // The test is done with this connection, or the caller hung up; what it got then tells.
        } finally {
            sockets.remove(socket);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-http2-function");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        port.close();
        for (SSLSocket each : sockets) {
            each.close();
        }
    }

    /** One connection, from the function's side. */
    final class Connection {

        private final SSLSocket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final HpackDecoder decoder = new HpackDecoder();
        private boolean greeted;

        private Connection(SSLSocket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
            in.skipNBytes(PREFACE);
            connections.incrementAndGet();
        }

        /** Says how it wants to be spoken to; names and values in turn. Done by the first {@link #request} if not before. */
        void greet(int... settings) throws IOException {
            greeted = true;
            ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
            for (int at = 0; at < settings.length; at += 2) {
                payload.putShort((short) settings[at]).putInt(settings[at + 1]);
            }
            send(SETTINGS, 0, 0, payload.array());
        }

        /** {@return the next frame, whatever it is} */
        Frame next() throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            return new Frame(type, flags, stream, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        }

        /** {@return the next frame of that type; those before it are passed over} */
        Frame next(int type) throws IOException {
            Frame frame = next();
            while (frame.type() != type) {
                frame = next();
            }
            return frame;
        }

        /** {@return the next head; frames before it are passed over} */
        Request request() throws Exception {
            if (!greeted) {
                greet();
            }
            Frame frame = next();
            while (frame.type() != HEADERS) {
                frame = next();
            }
            return keep(frame);
        }

        private Request keep(Frame first) throws Exception {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(first.bytes().array());
            for (int flags = first.flags(); (flags & END_HEADERS) == 0; ) {
                Frame more = next();
                block.writeBytes(more.bytes().array());
                flags = more.flags();
            }
            Map<String, String> headers = new TreeMap<>();
            decoder.setHeaderEmitter(
                    (name, value, never) -> headers.merge(name.toString(), value, (a, b) -> a + ", " + b));
            decoder.decode(ByteBuffer.wrap(block.toByteArray()), false);
            Request request = new Request(first.stream(), headers, (first.flags() & END_STREAM) != 0);
            requests.add(request);
            return request;
        }

        /** {@return the body of a request, read to its end} */
        String body(Request request) throws Exception {
            StringBuilder body = new StringBuilder();
            for (boolean last = request.isLast(); !last; ) {
                Frame frame = next();
                if (frame.stream() == request.stream() && frame.type() == HEADERS) {
                    last = keep(frame).isLast();
                } else if (frame.stream() == request.stream() && frame.type() == DATA) {
                    body.append(frame.payload());
                    last = (frame.flags() & END_STREAM) != 0;
                    allow(0, frame.payload().length());
                    allow(frame.stream(), frame.payload().length());
                }
            }
            return body.toString();
        }

        private void allow(int stream, int count) throws IOException {
            if (count > 0) {
                number(WINDOW_UPDATE, stream, count);
            }
        }

        /** Answers with 200 and that. */
        void answer(int stream, String body) throws IOException {
            head(stream, 0, ":status", "200", "content-length", Integer.toString(body.length()));
            data(stream, END_STREAM, body);
        }

        /** Sends a head; names and values in turn. */
        void head(int stream, int flags, String... namesAndValues) throws IOException {
            send(HEADERS, END_HEADERS | flags, stream, block(namesAndValues));
        }

        void data(int stream, int flags, String piece) throws IOException {
            send(DATA, flags, stream, piece.getBytes(StandardCharsets.ISO_8859_1));
        }

        void reset(int stream, int code) throws IOException {
            number(RESET, stream, code);
        }

        void goAway(int last) throws IOException {
            send(
                    GOAWAY,
                    0,
                    0,
                    ByteBuffer.allocate(8).putInt(last).putInt(NO_ERROR).array());
        }

        void number(int type, int stream, int number) throws IOException {
            send(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
            frame.putInt(payload.length << 8 | type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload);
            out.write(frame.array());
            out.flush();
        }

        /** Waits until the caller hangs up. */
        void awaitEnd() throws IOException {
            try {
                while (true) {
                    next();
                }
            } catch (SocketTimeoutException waiting) {
                throw waiting;
            } catch (IOException over) {
                // That is it.
            }
        }

        /** Ends the connection without a farewell. */
        void cut() throws IOException {
            socket.close();
        }
    }

    /** {@return HPACK's literals; names and values in turn} */
    static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int at = 0; at < namesAndValues.length; at++) {
            if (at % 2 == 0) {
                block.write(0);
            }
            byte[] text = namesAndValues[at].getBytes(StandardCharsets.ISO_8859_1);
            if (text.length < 127) {
                block.write(text.length);
            } else {
                block.write(127);
                int rest = text.length - 127;
                for (; rest > 127; rest >>= 7) {
                    block.write((rest & 127) | 128);
                }
                block.write(rest);
            }
            block.writeBytes(text);
        }
        return block.toByteArray();
    }
}
