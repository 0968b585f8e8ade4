package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.event.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A body in chunks, each with its length before it. */
final class ChunkedBody implements Body {

    private static final int HEX = 16;
    /** So many digits fit into a long. */
    private static final int MOST_DIGITS = 15;

    private enum Next {
        SIZE,
        DATA,
        END_OF_DATA,
        TRAILER,
        NOTHING
    }

    private final Fields trailers = new Fields();
    private Next next = Next.SIZE;
    private long left;

    @Override
    public int read(ByteBuffer to, Input input) throws IOException {
        while (next != Next.NOTHING) {
            if (next == Next.DATA && !input.isEmpty()) {
                return data(to, input);
            }
            String line = next == Next.DATA ? null : input.line();
            if (line != null) {
                take(line);
            } else if (Body.more(input.fill()) == 0) {
                return 0;
            }
        }
        return -1;
    }

    private int data(ByteBuffer to, Input input) throws IOException {
        int count = input.read(to, left);
        left -= count;
        if (left == 0) {
            next = Next.END_OF_DATA;
        }
        return count;
    }

    private void take(String line) throws IOException {
        switch (next) {
            case SIZE -> size(line);
            case END_OF_DATA -> end(line);
            default -> trailer(line);
        }
    }

    private void size(String line) throws IOException {
        int digits = 0;
        left = 0;
        while (digits < line.length() && Character.digit(line.charAt(digits), HEX) >= 0) {
            if (digits == MOST_DIGITS) {
                throw malformed("a chunk of an impossible length");
            }
            left = left * HEX + Character.digit(line.charAt(digits), HEX);
            digits++;
        }
        String extension = Fields.trim(line.substring(digits));
        if (digits == 0 || !(extension.isEmpty() || extension.startsWith(";"))) {
            throw malformed("a chunk without a length");
        }
        next = left == 0 ? Next.TRAILER : Next.DATA;
    }

    private void end(String line) throws IOException {
        if (!line.isEmpty()) {
            throw malformed("a chunk that is longer than it says");
        }
        next = Next.SIZE;
    }

    private void trailer(String line) throws IOException {
        if (line.isEmpty()) {
            next = Next.NOTHING;
        } else {
            trailers.add(line);
        }
    }

    private static IOException malformed(String what) {
        return new IOException("the function sent " + what);
    }

    @Override
    public boolean isEnded() {
        return next == Next.NOTHING;
    }

    @Override
    public Headers trailers() {
        return trailers.all();
    }
}
