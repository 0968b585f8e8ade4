package dev.eventgateway.server.upstream.http2;

/**
 * Whether a server moves anything. Each of its frames costs work, some an answer, and may be sent for ever; so each has to be worth
 * something: a byte of a body, either way, or a part of an answer.
 */
final class Progress {

    /** So many frames more than they are worth are the end. Pings and larger windows, which all servers send, are far fewer. */
    static final int MOST = 10_000;

    /** How many frames the head of an answer is worth. */
    private static final int ANSWER = 100;

    private int idle;

    /** A frame came. */
    void frame() throws ConnectionError {
        idle++;
        if (idle > MOST) {
            throw new ConnectionError(Wire.ENHANCE_YOUR_CALM, "too many frames that move nothing");
        }
    }

    /** So much of a body came, or went. */
    void bytes(int count) {
        idle = Math.max(0, idle - count);
    }

    /** The head of an answer came. */
    void answer() {
        bytes(ANSWER);
    }
}
