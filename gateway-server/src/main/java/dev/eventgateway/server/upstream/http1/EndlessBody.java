package dev.eventgateway.server.upstream.http1;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A body that ends with its connection. */
final class EndlessBody implements Body {

    private boolean ended;

    @Override
    public int read(ByteBuffer to, Input input) throws IOException {
        int count = ended ? -1 : input.read(to, Long.MAX_VALUE);
        ended = count < 0;
        return count;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }
}
