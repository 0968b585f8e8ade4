package dev.eventgateway.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that writes what it is told, byte for byte. */
public final class RawClient implements AutoCloseable {

    private final InetSocketAddress peer;
    private final Socket socket;

    /** Connects. */
    public RawClient(InetSocketAddress address) throws IOException {
        peer = address;
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
    }

    /** Writes {@code text}, with its line feeds made CRLF. */
    public RawClient send(String text) throws IOException {
        return sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes those bytes. */
    public RawClient sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** {@return one reply: its head, and as much body as its Content-Length says} */
    public String reply() throws IOException {
        return reply(true);
    }

    /** {@return one reply that has no body whatever its Content-Length says} */
    public String replyWithoutBody() throws IOException {
        return reply(false);
    }

    private String reply(boolean withBody) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("connection ended after: " + head);
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        return withBody ? text + new String(in.readNBytes(length(text)), StandardCharsets.UTF_8) : text;
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .map(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    /** {@return what comes, up to and including {@code end}} */
    public String until(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            text.append(next(1));
        }
        return text.toString();
    }

    /** {@return the next characters} */
    public String next(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("connection ended after: " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** {@return what comes, byte for byte} */
    public InputStream input() throws IOException {
        return socket.getInputStream();
    }

    /** {@return whom it is connected to} */
    public InetSocketAddress peer() {
        return peer;
    }

    /** Says that nothing more will be sent. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** {@return everything until the server closes the connection} */
    public String untilClosed() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
