package org.apache.zookeeper;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.ClientCnxn.Packet;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a handle talks through: one encrypted connection at a time. The thread that reads from it only hands over what
 * happened; all the rest is done on the handle's own thread, as ZooKeeper's code expects. Made by ZooKeeper, by the name
 * that {@link TlsClientConfig} gives.
 */
final class TlsSocket extends ClientCnxnSocket {

    private static final long GOODBYE_MILLIS = 250;

    private final TlsClientConfig config;
    private final int largest;
    private final EventLoop loop = new SingleThreadIoEventLoop(
            null, new DefaultThreadFactory("kv-zookeeper tls", true), NioIoHandler.newFactory());
    /** Given whenever there may be something to do for {@link #doTransport}. */
    private final Semaphore news = new Semaphore(0);

    private volatile @Nullable Connection connection;

    /** Called by ZooKeeper. */
    TlsSocket(ZKClientConfig config) {
        this.config = (TlsClientConfig) config;
        this.clientConfig = config;
        this.largest = config.getInt(ZKConfig.JUTE_MAXBUFFER, ZKClientConfig.CLIENT_MAX_PACKET_LENGTH_DEFAULT);
    }

    @Override
    boolean isConnected() {
        return connection != null;
    }

    @Override
    void connect(InetSocketAddress address) {
        initialized = false;
        connection = new Connection(address);
    }

    @Override
    void doTransport(int patience, Queue<Packet> pending, ClientCnxn handle) throws IOException, InterruptedException {
        if (news.tryAcquire(patience, TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
        updateNow();
        Connection current = connection;
        if (current != null) {
            current.catchUp();
            current.send(pending, handle);
        }
    }

    @Override
    void cleanup() {
        testableCloseSocket();
        connection = null;
    }

    @Override
    @SuppressWarnings(
            "FutureReturnValueIgnored") // To listen to it would start a thread that outlives this by a second.
    void close() {
        loop.shutdownGracefully(0, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    void packetAdded() {
        news.release();
    }

    @Override
    void onClosing() {
        news.release();
    }

    @Override
    void connectionPrimed() {
        // What primes it is in the queue, and is sent in this turn.
    }

    @Override
    void saslCompleted() {
        throw new UnsupportedOperationException("SASL");
    }

    @Override
    void sendPacket(Packet packet) {
        throw new UnsupportedOperationException("SASL");
    }

    /** Also what ends a connection whose server does not answer the call that ends the session. */
    @Override
    void testableCloseSocket() {
        Connection current = connection;
        if (current != null) {
            current.line.close();
        }
    }

    @Override
    @Nullable
    SocketAddress getRemoteSocketAddress() {
        Connection current = connection;
        return current == null ? null : current.address;
    }

    @Override
    @Nullable
    SocketAddress getLocalSocketAddress() {
        Connection current = connection;
        return current == null ? null : current.line.localAddress();
    }

    /** What happened, to be done on the handle's own thread. */
    @FunctionalInterface
    private interface Event {
        void happen() throws IOException;
    }

    /** A line, and what has happened on it since the handle's thread looked last. */
    private final class Connection implements TlsLine.Listener {

        private final InetSocketAddress address;
        private final Queue<Event> events = new ConcurrentLinkedQueue<>();
        private final TlsLine line;
        private boolean secure;
        private boolean introduced;

        Connection(InetSocketAddress address) {
            this.address = address;
            this.line = new TlsLine(loop, config.tls(), address, largest, this);
        }

        @Override
        public void secured() {
            happened(() -> {
                secure = true;
                updateLastSendAndHeard();
                sendThread.primeConnection();
            });
        }

        @Override
        public void heard(ByteBuffer message) {
            happened(() -> {
                recvCount.getAndIncrement();
                if (initialized) {
                    sendThread.readResponse(message);
                } else {
                    incomingBuffer = message;
                    readConnectResult();
                    initialized = true;
                }
                updateLastHeard();
            });
        }

        @Override
        public void lost(Throwable cause) {
            happened(() -> {
                if (!initialized) {
                    config.failed(address, cause);
                }
                throw new IOException("the connection to " + address + " is lost", cause);
            });
        }

        void catchUp() throws IOException {
            for (Event next = events.poll(); next != null; next = events.poll()) {
                next.happen();
            }
        }

        /** The first packet asks for the session; the others have to wait for what the server says to it. */
        void send(Queue<Packet> pending, ClientCnxn handle) {
            while (secure && (initialized || !introduced)) {
                Packet next = outgoingQueue.poll();
                if (next == null) {
                    return;
                }
                introduced = true;
                send(next, pending, handle);
            }
        }

        private void send(Packet packet, Queue<Packet> pending, ClientCnxn handle) {
            if (isAnsweredInTurn(packet)) {
                packet.requestHeader.setXid(handle.getXid());
                synchronized (pending) {
                    pending.add(packet);
                }
            }
            packet.createBB();
            updateLastSend();
            sentCount.getAndIncrement();
            line.send(packet.bb);
        }

        private void happened(Event event) {
            events.add(event);
            news.release();
        }
    }

    private static boolean isAnsweredInTurn(Packet packet) {
        return packet.requestHeader != null
                && packet.requestHeader.getType() != OpCode.ping
                && packet.requestHeader.getType() != OpCode.auth;
    }
}
