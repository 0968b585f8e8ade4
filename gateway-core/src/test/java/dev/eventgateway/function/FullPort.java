package dev.eventgateway.function;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A port that nobody can connect to, and that refuses nobody either: what it may hold waits there already. */
public final class FullPort implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 500;

    private final ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> filling = new ArrayList<>();

    /** Fills it. */
    public FullPort() throws IOException {
        boolean room = true;
        while (room) {
            Socket socket = new Socket();
            filling.add(socket);
            room = connects(socket);
        }
    }

    private boolean connects(Socket socket) {
        try {
            socket.connect(new InetSocketAddress(port.getInetAddress(), port.getLocalPort()), PATIENCE_MILLIS);
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    /** {@return its number} */
    public int number() {
        return port.getLocalPort();
    }

    /** Makes room, and waits for the one who still tries to connect. */
    public Socket accept() throws IOException {
        Set<Integer> own = new HashSet<>();
        for (Socket socket : filling) {
            own.add(socket.getLocalPort());
        }
        Socket next = port.accept();
        while (own.contains(next.getPort())) {
            next.close();
            next = port.accept();
        }
        return next;
    }

    /** {@return its address} */
    public String url() {
        return "http://127.0.0.1:" + port.getLocalPort() + "/";
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        port.close();
    }
}
