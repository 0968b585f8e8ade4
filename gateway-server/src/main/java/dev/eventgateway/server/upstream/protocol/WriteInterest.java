package dev.eventgateway.server.upstream.protocol;

import org.xnio.channels.StreamSinkChannel;

/** Whether a channel tells when it can be written. It is told not more often than that changes: it costs. */
public final class WriteInterest {

    private final StreamSinkChannel sink;
    private boolean resumed;

    /** None so far. */
    public WriteInterest(StreamSinkChannel sink) {
        this.sink = sink;
    }

    /** From now on there is some, or none. */
    public void set(boolean wanted) {
        if (wanted == resumed) {
            return;
        }
        resumed = wanted;
        if (wanted) {
            sink.resumeWrites();
        } else {
            sink.suspendWrites();
        }
    }
}
