package dev.eventgateway.server.upstream;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelPipe;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.Channels;
import org.xnio.channels.StreamSourceChannel;

/** A server that is the other end of a pipe: it takes whatever it is sent, and says what a test wants. */
public final class PipedServer {

    private final XnioWorker worker;
    private final StreamConnection client;
    private final StreamConnection server;
    private final DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    public PipedServer() throws IOException {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        ChannelPipe<StreamConnection, StreamConnection> pipe = worker.createFullDuplexPipeConnection();
        client = pipe.getLeftSide();
        server = pipe.getRightSide();
        server.getSourceChannel().getReadSetter().set(this::hear);
        server.getSourceChannel().resumeReads();
    }

    private void hear(StreamSourceChannel source) {
        ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
        try {
            int count = source.read(piece);
            if (count < 0) {
                source.suspendReads();
            }
            heard.write(piece.array(), 0, piece.position());
        } catch (IOException gone) {
            source.suspendReads();
        }
    }

    /** {@return the client's end} */
    public StreamConnection client() {
        return client;
    }

    public ByteBufferPool buffers() {
        return buffers;
    }

    /** {@return what it has been sent so far} */
    public String heard() {
        return heard.toString(StandardCharsets.ISO_8859_1);
    }

    /** Does it on the I/O thread of the client. */
    public <T> T on(Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        client.getIoThread().execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception failure) {
                done.completeExceptionally(failure);
            }
        });
        return done.get(20, TimeUnit.SECONDS);
    }

    /** Says as much of it as is heard: who has heard enough may hang up. */
    public void say(ByteBuffer bytes) throws IOException {
        try {
            Channels.writeBlocking(server.getSinkChannel(), bytes);
        } catch (IOException unheard) {
            if (client.isOpen()) {
                throw unheard;
            }
        }
    }

    public void say(String text) throws IOException {
        say(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Says nothing any more. On the I/O thread: a pipe that another thread ends is not closed before that one looks at it again. */
    public void hangUp() throws Exception {
        on(() -> {
            server.getSinkChannel().shutdownWrites();
            return server.getSinkChannel().flush();
        });
    }

    /** Ends it, and its threads. */
    public void close() throws Exception {
        on(() -> {
            server.close();
            client.close();
            return true;
        });
        worker.shutdown();
        worker.awaitTermination(20, TimeUnit.SECONDS);
        buffers.close();
    }
}
