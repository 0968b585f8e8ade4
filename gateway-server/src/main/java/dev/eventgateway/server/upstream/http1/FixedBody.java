package dev.eventgateway.server.upstream.http1;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A body of a known length. */
final class FixedBody implements Body {

    private long left;

    FixedBody(long length) {
        this.left = length;
    }

    @Override
    public int read(ByteBuffer to, Input input) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = Body.more(input.read(to, left));
        left -= count;
        return count;
    }

    @Override
    public boolean isEnded() {
        return left == 0;
    }
}
