package dev.eventgateway.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A function that keeps what it gets, by the number of the case, and answers as that case says. */
final class RecordingOrigin implements AutoCloseable {

    private final ServerSocket port;
    private final Map<Integer, WireMessage> seen = new ConcurrentHashMap<>();

    RecordingOrigin() throws IOException {
        port = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return port.getLocalPort();
    }

    boolean hasSeen(int number) {
        return seen.containsKey(number);
    }

    /** {@return what came of that case since this was asked last} */
    WireMessage seen(int number) {
        return Objects.requireNonNull(seen.remove(number));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = port.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            while (open) {
                WireMessage message = WireMessage.read(in, false);
                if (message.start().isEmpty()) {
                    return;
                }
                int number = Integer.parseInt(
                        message.headers().getOrDefault("x-case", List.of()).get(0));
                seen.put(number, message);
                ProxyCase each = ProxyCase.of(number);
                socket.getOutputStream().write(each.answer());
                open = !each.closes();
            }
        } catch (IOException over) {
            // The other side hung up.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "recording-origin");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
