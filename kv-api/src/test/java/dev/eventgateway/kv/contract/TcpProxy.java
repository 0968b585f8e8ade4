package dev.eventgateway.kv.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A piece of network that can fail: listens on a free loopback port and forwards every connection to its target. Owns
 * daemon threads and sockets, which end with {@link #close}.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final long ACCEPTOR_MILLIS = 2_000;

    private enum Mode {
        FORWARD,
        CUT,
        SWALLOW
    }

    private final InetSocketAddress target;
    private final ServerSocket door;
    private final Thread acceptor;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final LongAdder forwarded = new LongAdder();
    private volatile Mode mode = Mode.FORWARD;

    /** Starts to forward to {@code port} on the loopback address. */
    public TcpProxy(int port) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Starts to forward to {@code target}. */
    public TcpProxy(InetSocketAddress target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        acceptor = start("accept", this::accept);
    }

    /** {@return the port to connect to} */
    public int port() {
        return door.getLocalPort();
    }

    /** {@return {@code host:port} to connect to} */
    public String address() {
        return door.getInetAddress().getHostAddress() + ":" + port();
    }

    /** {@return how many connections stand now} */
    public int connections() {
        return links.size();
    }

    /** {@return how many connections were ever asked for, those that were reset at once included} */
    public int accepted() {
        return accepted.get();
    }

    /** {@return how many bytes were forwarded, in both directions together} */
    public long bytes() {
        return forwarded.sum();
    }

    /** The line breaks: resets every connection on both sides, and each new one at once, until {@link #heal}. */
    public void cut() {
        turn(Mode.CUT);
        links.forEach(Link::reset);
    }

    /**
     * The line goes silent: whatever is sent is lost, in both directions, and nobody is told; new connections are
     * accepted and lead nowhere, until {@link #heal}.
     */
    public void swallow() {
        turn(Mode.SWALLOW);
    }

    /** The line is whole again: new connections are forwarded. Those that lost something are reset. */
    public void heal() {
        turn(Mode.FORWARD);
        links.stream().filter(Link::torn).forEach(Link::reset);
    }

    /** Resets all connections and stops listening. Idempotent. */
    @Override
    public void close() {
        quietly(door);
        cut();
        awaitAcceptor();
    }

    /** As long as a thread waits at the door, the system goes on letting connections in. */
    private void awaitAcceptor() {
        try {
            acceptor.join(ACCEPTOR_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void turn(Mode next) {
        mode = next;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                accepted.incrementAndGet();
                admit(client);
            } catch (IOException closed) {
                // The loop looks whether it was the door; anything else concerns one connection only.
            }
        }
    }

    private synchronized void admit(Socket client) {
        Link link = new Link(client);
        switch (mode) {
            case CUT -> link.reset();
            case SWALLOW -> link.startTorn();
            case FORWARD -> link.start();
        }
    }

    private static Thread start(String what, Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy " + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void quietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception gone) {
            // It was to be gone.
        }
    }

    /** One connection, from both its sides. */
    private final class Link {

        private final Socket client;
        private final Socket server = new Socket();
        private volatile boolean torn;

        Link(Socket client) {
            this.client = client;
        }

        boolean torn() {
            return torn;
        }

        void start() {
            links.add(this);
            TcpProxy.start("link", () -> {
                if (connect()) {
                    TcpProxy.start("answers", () -> pump(server, client));
                    pump(client, server);
                }
            });
        }

        void startTorn() {
            torn = true;
            links.add(this);
            TcpProxy.start("link", () -> pump(client, server));
        }

        void reset() {
            links.remove(this);
            abort(client);
            abort(server);
        }

        private boolean connect() {
            try {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                server.connect(target, CONNECT_MILLIS);
                return true;
            } catch (IOException unreachable) {
                reset();
                return false;
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[16 * 1024];
            try {
                for (int n = from.getInputStream().read(buffer);
                        n >= 0;
                        n = from.getInputStream().read(buffer)) {
                    if (mode != Mode.FORWARD) {
                        torn = true;
                    }
                    if (!torn) {
                        // Before they arrive, so that who got an answer finds it counted.
                        forwarded.add(n);
                        to.getOutputStream().write(buffer, 0, n);
                    }
                }
                end();
            } catch (IOException broken) {
                end();
            }
        }

        /** One side is gone: so is the other, unless it cannot know. */
        private void end() {
            if (mode == Mode.SWALLOW) {
                torn = true;
            } else {
                links.remove(this);
                quietly(client);
                quietly(server);
            }
        }

        private void abort(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException gone) {
                // Then there is nobody left to be told.
            }
            quietly(socket);
        }
    }
}
