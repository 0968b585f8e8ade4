package dev.eventgateway.function;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A function behind HTTP that does to its connections whatever a test wants. */
public final class RawFunction implements AutoCloseable {

    private final ServerSocket port;
    private final Behaviour behaviour;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on each connection; it is closed afterwards. */
    public interface Behaviour {

        /** Serves one connection. */
        void serve(Connection connection) throws IOException, InterruptedException;
    }

    /** A request as it arrived. */
    public static final class Request {

        private final String line;
        private final List<String> head;
        private final byte[] body;

        private Request(List<String> lines, byte[] body) {
            this.line = lines.get(0);
            this.head = lines.subList(1, lines.size());
            this.body = body;
        }

        /** {@return method, target and protocol} */
        public String line() {
            return line;
        }

        /** {@return the lines of the head after the first} */
        public List<String> head() {
            return head;
        }

        /** {@return the body, as long as its Content-Length says} */
        public byte[] body() {
            return body.clone();
        }

        /** {@return the value of a header, empty if it is not there} */
        public String header(String name) {
            return header(head, name);
        }

        /** {@return all of it, for messages} */
        @Override
        public String toString() {
            return line + head + new String(body, StandardCharsets.UTF_8);
        }

        private static String header(List<String> lines, String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return lines.stream()
                    .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(each -> each.substring(start.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private RawFunction(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        port = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    }

    /** {@return a function that treats each connection in that way} */
    public static RawFunction serving(Behaviour behaviour) throws IOException {
        RawFunction function = new RawFunction(behaviour);
        daemon(function::accept);
        return function;
    }

    /** {@return a function that answers each request with those bytes and keeps connections open} */
    public static RawFunction answering(String answer) throws IOException {
        return serving(connection -> {
            while (connection.read()) {
                connection.write(answer);
            }
        });
    }

    /** {@return a whole answer} */
    public static String answer(int status, String body) {
        return "HTTP/1.1 " + status + " Test\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** {@return the address, with a path} */
    public String url(String path) {
        return "http://127.0.0.1:" + port.getLocalPort() + path;
    }

    /** {@return all requests so far} */
    public List<Request> requests() {
        return requests;
    }

    /** {@return how many connections there have been so far} */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket socket = port.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            behaviour.serve(new Connection(socket));
        } catch (IOException | InterruptedException over) {
            // The test is done with this connection, or the caller hung up.
        } finally {
            sockets.remove(socket);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-function");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        port.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One connection, from the function's side. */
    public final class Connection {

        private final Socket socket;
        private final InputStream in;
        private @Nullable Request last;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** {@return whether another request arrived; it is kept} */
        public boolean read() throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            while (!text.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                text.write(next);
            }
            List<String> lines =
                    text.toString(StandardCharsets.ISO_8859_1).lines().toList();
            String length = Request.header(lines, "Content-Length");
            last = new Request(lines, in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)));
            requests.add(last);
            return true;
        }

        /** {@return what was read last; there must be something} */
        public Request last() {
            return Objects.requireNonNull(last);
        }

        /** Writes those characters as bytes. */
        public void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Ends the connection with a reset instead of a farewell. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Says farewell and waits until the caller says so, too. */
        public void endAndAwait() throws IOException {
            socket.shutdownOutput();
            in.readAllBytes();
        }
    }
}
