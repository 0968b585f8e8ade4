package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import dev.eventgateway.server.upstream.protocol.SourceConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the body of an answer is read. */
final class AnswerConduit extends SourceConduit {

    private final Http1Exchange exchange;
    private final Http1Connection connection;
    private final Input input;

    private Body body = new FixedBody(0);
    private @Nullable IOException failure;
    private boolean resumed;
    private boolean signalled;
    /** Whether the reader read when he was last told. */
    private boolean asked;
    /** Whether more has to arrive before anything can be read. */
    private boolean dry;
    /** Whether the reader knows of the end, or of the failure. */
    private boolean told;

    AnswerConduit(Http1Exchange exchange, Http1Connection connection) {
        super(connection.thread());
        this.exchange = exchange;
        this.connection = connection;
        this.input = connection.input();
    }

    void begin(Body expected) {
        body = expected;
    }

    /** Something has arrived. */
    void readable() {
        dry = false;
        if (resumed) {
            tell();
        } else {
            connection.suspendReads();
        }
    }

    /** The rest will not come, and nobody wants what is there. */
    void fail(IOException cause) {
        if (!told) {
            failure = cause;
            signal();
        }
    }

    Headers trailers() {
        return body.trailers();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        asked = true;
        if (failure != null) {
            told = true;
            throw new IOException(failure.getMessage(), failure);
        }
        if (told) {
            return -1;
        }
        int count = take(to);
        dry = count == 0 && to.hasRemaining();
        if (count < 0) {
            told = true;
            exchange.answerEnded();
        }
        return count;
    }

    /** What is broken stays so: where anything begins behind it, nobody knows. */
    private int take(ByteBuffer to) throws IOException {
        try {
            return body.read(to, input);
        } catch (IOException broken) {
            failure = broken;
            told = true;
            exchange.answerBroke(broken);
            throw broken;
        }
    }

    @Override
    public void resumeReads() {
        resumed = true;
        if (isReady()) {
            signal();
        } else {
            connection.resumeReads(exchange);
        }
    }

    @Override
    public void suspendReads() {
        resumed = false;
    }

    @Override
    public boolean isReadResumed() {
        return resumed;
    }

    /** {@return whether there is something to tell before more arrives} */
    private boolean isReady() {
        return !told && (failure != null || (!dry && (body.isEnded() || !input.isEmpty())));
    }

    /** Not at once: who resumes may not have come to the end of what he does. */
    private void signal() {
        if (resumed && !signalled) {
            signalled = true;
            connection.later(this::run);
        }
    }

    private void run() {
        signalled = false;
        if (resumed && isReady()) {
            tell();
        }
    }

    /** Again only to who reads when he is told: all that is done later is done before anything else is looked at. */
    private void tell() {
        asked = false;
        tellReader();
        if (asked && isReady()) {
            signal();
        } else if (resumed && !isReady()) {
            connection.resumeReads(exchange);
        }
    }

    @Override
    public void terminateReads() {
        exchange.cancel();
    }

    @Override
    public boolean isReadShutdown() {
        return told || failure != null;
    }
}
