package dev.eventgateway.server.upstream.http2;

import dev.eventgateway.server.upstream.protocol.SourceConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/** Where the body of an answer is read. What arrives is held, up to the window of the stream, until somebody reads it. */
final class AnswerConduit extends SourceConduit {

    private final Http2Exchange exchange;
    private final Ring held = new Ring();

    private @Nullable IOException failure;
    private boolean ended;
    /** Whether the reader knows of the end, or of the failure: once is enough. */
    private boolean told;

    private boolean resumed;
    private boolean signalled;
    private boolean asked;

    AnswerConduit(Http2Exchange exchange, XnioIoThread thread) {
        super(thread);
        this.exchange = exchange;
    }

    void add(ByteBuffer piece) {
        held.put(piece);
        signal();
    }

    void end() {
        ended = true;
        signal();
    }

    /** The rest will not come, and nobody wants what is there. */
    void fail(IOException cause) {
        failure = cause;
        held.clear();
        signal();
    }

    /** Of a body as long as its head says the last byte comes with the end only: who has them all would not wait for it. */
    @Override
    public int read(ByteBuffer to) throws IOException {
        asked = true;
        if (failure != null) {
            told = true;
            throw new IOException(failure.getMessage(), failure);
        }
        int count = held.moveTo(to, available());
        if (count > 0) {
            exchange.consumed(count);
            return count;
        }
        told = ended && held.count() == 0;
        return told ? -1 : 0;
    }

    @Override
    public void terminateReads() {
        exchange.cancel();
    }

    @Override
    public boolean isReadShutdown() {
        return failure != null || (ended && held.count() == 0);
    }

    @Override
    public void resumeReads() {
        resumed = true;
        signal();
    }

    @Override
    public void suspendReads() {
        resumed = false;
    }

    @Override
    public boolean isReadResumed() {
        return resumed;
    }

    /** Not at once: more may be there when it is its turn. */
    private void signal() {
        if (resumed && !signalled && isReady()) {
            signalled = true;
            getReadThread().execute(this::run);
        }
    }

    private void run() {
        signalled = false;
        if (resumed && isReady()) {
            asked = false;
            tellReader();
            if (asked) {
                signal();
            }
        }
    }

    private int available() {
        return exchange.isWhole() && !ended ? held.count() - 1 : held.count();
    }

    private boolean isReady() {
        return available() > 0 || (!told && (ended || failure != null));
    }
}
