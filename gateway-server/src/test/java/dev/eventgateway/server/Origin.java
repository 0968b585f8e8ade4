package dev.eventgateway.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A function whose connections the test holds in its own hands. */
final class Origin implements AutoCloseable {

    private final ServerSocket port;

    Origin() throws IOException {
        port = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        port.setSoTimeout(20_000);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port.getLocalPort() + path;
    }

    /** {@return the next connection that is opened} */
    Connection accept() throws IOException {
        return new Connection(port.accept());
    }

    @Override
    public void close() throws IOException {
        port.close();
    }

    /** One connection, from the function's side. */
    static final class Connection implements AutoCloseable {

        private final Socket socket;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
        }

        /** {@return what comes, up to and including {@code end}} */
        String until(String end) throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (!text.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("connection ended after: " + text);
                }
                text.write(next);
            }
            return text.toString(StandardCharsets.ISO_8859_1);
        }

        /** {@return the head of a request} */
        String head() throws IOException {
            return until("\r\n\r\n");
        }

        /** {@return all that comes until the gateway hangs up, however it does} */
        String rest() throws SocketTimeoutException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(text);
            } catch (SocketTimeoutException open) {
                throw open;
            } catch (IOException reset) {
                // An end, too.
            }
            return text.toString(StandardCharsets.ISO_8859_1);
        }

        /** Writes {@code text}, with its line feeds made CRLF. */
        Connection write(String text) throws IOException {
            return write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        Connection write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        Socket socket() {
            return socket;
        }

        /** Ends it with a reset instead of a farewell. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
