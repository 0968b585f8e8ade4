package dev.eventgateway.server.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client of HTTP/2 that sends the frames it is told, allowed or not. */
public final class RawHttp2Client implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final SSLSocket socket;
    private final OutputStream out;
    private final DataInputStream in;

    /** What was received; its payload is a character for each byte. */
    record Frame(int type, String payload) {

        String text() {
            return payload;
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** {@return why a stream or the connection was ended} */
        int error() {
            return bytes().getInt(type == GOAWAY ? 4 : 0);
        }
    }

    /** Connects. */
    public RawHttp2Client(InetSocketAddress address, SSLContext context) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** Sends the head of a request, which is all of it. */
    public void get(int stream, String path, String... moreHeaders) throws IOException {
        send(HEADERS, END_STREAM | END_HEADERS, stream, head("GET", path, moreHeaders));
    }

    /** Sends the head of a request that has a body. */
    public void post(int stream, String path, String... moreHeaders) throws IOException {
        send(HEADERS, END_HEADERS, stream, head("POST", path, moreHeaders));
    }

    /** Sends the beginning of a head, and nothing after it. */
    void halfAHead() throws IOException {
        out.write(new byte[] {0, 0, 50, HEADERS, END_STREAM | END_HEADERS, 0, 0, 0, 1, 0, 7, ':'});
        out.flush();
    }

    /** Sends a part of a body. */
    public void data(int stream, int length) throws IOException {
        send(DATA, 0, stream, new byte[length]);
    }

    /** Ends a body. */
    public void end(int stream) throws IOException {
        send(DATA, END_STREAM, stream, new byte[0]);
    }

    /** Takes a request back. */
    public void reset(int stream) throws IOException {
        send(RESET, 0, stream, new byte[] {0, 0, 0, 8});
    }

    private static byte[] head(String method, String path, String... moreHeaders) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        add(block, ":method", method, ":scheme", "https", ":authority", "127.0.0.1", ":path", path);
        add(block, moreHeaders);
        return block.toByteArray();
    }

    /** Adds names and values in turn, as HPACK's literals. */
    private static void add(ByteArrayOutputStream block, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            block.write(namesAndValues[i].length());
            block.writeBytes(namesAndValues[i].getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        out.write(frame.array());
        out.flush();
    }

    /** {@return the next frame of that type; those of other types are passed over} */
    Frame next(int type) throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    private Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        // Flags and stream: nobody asks for them.
        in.skipNBytes(5);
        return new Frame(type, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    /** {@return how many frames come until the server closes the connection} */
    int untilClosed() throws IOException {
        int count = 0;
        try {
            while (true) {
                next();
                count++;
            }
        } catch (EOFException closed) {
            return count;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
