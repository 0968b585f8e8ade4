package dev.eventgateway.server.upstream.http1;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/** What a connection has read and nobody has used yet. It has a buffer only while there is something. */
final class Input {

    /** How large a head may be, or what is said about a piece of a body: as large as with HTTP/2. */
    static final int MOST = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final StreamSourceChannel source;
    private final ByteBufferPool buffers;
    private @Nullable PooledByteBuffer pooled;
    private ByteBuffer unread = NOTHING;
    /** How much of it was looked through in vain. */
    private int seen;

    private boolean freed;

    Input(StreamSourceChannel source, ByteBufferPool buffers) {
        this.source = source;
        this.buffers = buffers;
    }

    boolean isEmpty() {
        return !unread.hasRemaining();
    }

    /**
     * Reads more, behind what is unread.
     *
     * @return how much; 0 if there is nothing now, -1 if there never will be
     */
    int fill() throws IOException {
        if (isEmpty()) {
            free();
            pooled = buffers.allocate();
            unread = pooled.getBuffer().clear().flip();
        } else if (unread.limit() == unread.capacity()) {
            makeRoom();
        }
        ByteBuffer buffer = unread;
        int begin = buffer.position();
        buffer.position(buffer.limit()).limit(buffer.capacity());
        freed = false;
        try {
            return source.read(buffer);
        } finally {
            // A connection of TLS that breaks is closed before its read returns, and the buffer is gone.
            if (!freed) {
                buffer.limit(buffer.position()).position(begin);
                freeIfEmpty();
            }
        }
    }

    /** {@return whether nothing is unread, and nothing can be read now} What is read in order to see that is lost. */
    boolean isSilent() throws IOException {
        return isEmpty() && source.read(ByteBuffer.allocate(1)) == 0;
    }

    private void makeRoom() throws IOException {
        if (unread.position() > 0) {
            unread.compact().flip();
            return;
        }
        if (unread.capacity() >= MOST) {
            throw new IOException("the function sent a head, or a part of one, of more than " + MOST + " bytes");
        }
        ByteBuffer larger = ByteBuffer.allocate(MOST).put(unread).flip();
        int looked = seen;
        free();
        unread = larger;
        seen = looked;
    }

    /**
     * Reads into {@code to}, without a detour if nothing is unread.
     *
     * @return how much, {@code most} at most; 0 if there is nothing now, -1 if there never will be
     */
    int read(ByteBuffer to, long most) throws IOException {
        int room = (int) Math.min(to.remaining(), most);
        return isEmpty() ? readThrough(to, room) : move(to, Math.min(room, unread.remaining()));
    }

    private int readThrough(ByteBuffer to, int room) throws IOException {
        int limit = to.limit();
        to.limit(to.position() + room);
        try {
            return source.read(to);
        } finally {
            to.limit(limit);
        }
    }

    private int move(ByteBuffer to, int count) {
        to.put(unread.slice(unread.position(), count));
        unread.position(unread.position() + count);
        seen = 0;
        freeIfEmpty();
        return count;
    }

    /** {@return the lines up to an empty one, with their ends; null if there is none yet} A lone line feed ends a line, too. */
    @Nullable
    String head() {
        for (int at = unread.position() + seen; at < unread.limit(); at++) {
            if (unread.get(at) == '\n' && isEmptyLine(at)) {
                return take(at + 1);
            }
        }
        seen = unread.remaining();
        return null;
    }

    private boolean isEmptyLine(int end) {
        int before = end - 1 - unread.position();
        if (before < 0) {
            return true;
        }
        byte last = unread.get(end - 1);
        return last == '\n' || (last == '\r' && (before == 0 || unread.get(end - 2) == '\n'));
    }

    /**
     * {@return the next line, without its end; null if it is not there yet}
     *
     * @throws IOException if it ends with a lone line feed: around a body nobody may see another end than others
     */
    @Nullable
    String line() throws IOException {
        for (int at = unread.position() + seen; at < unread.limit(); at++) {
            if (unread.get(at) == '\n') {
                String line = take(at + 1);
                if (!line.endsWith("\r\n")) {
                    throw new IOException("the function sent a line that does not end as it must");
                }
                return line.substring(0, line.length() - 2);
            }
        }
        seen = unread.remaining();
        return null;
    }

    private String take(int end) {
        byte[] bytes = new byte[end - unread.position()];
        unread.get(bytes);
        seen = 0;
        freeIfEmpty();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void freeIfEmpty() {
        if (isEmpty()) {
            free();
        }
    }

    /** Forgets what is unread. */
    void free() {
        freed = true;
        unread = NOTHING;
        seen = 0;
        if (pooled != null) {
            pooled.close();
            pooled = null;
        }
    }
}
