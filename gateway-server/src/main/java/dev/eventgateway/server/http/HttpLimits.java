package dev.eventgateway.server.http;

import java.time.Duration;

/**
 * How much a client may ask of a listener.
 *
 * @param maxBody the largest request body, in bytes
 * @param maxBodiesInAll how many bytes of bodies that are not answered yet are held at once
 * @param headTime how long the head of a request may take to arrive, once its first byte is there
 * @param bodyTime how long a request body may take to arrive
 * @param replyTime how long a reply may take to be taken
 * @param idleTime how long a connection may be without a request
 */
public record HttpLimits(
        int maxBody, long maxBodiesInAll, Duration headTime, Duration bodyTime, Duration replyTime, Duration idleTime) {

    /** The largest head of a request, in bytes. */
    static final int MAX_HEAD = 64 * 1024;

    /** How many headers a request may have, {@code Host} among them. */
    static final int MAX_HEADERS = 200;

    /** How many parameters its query may have. */
    static final int MAX_PARAMETERS = 1_000;

    /** How many requests of one connection of HTTP/2 may wait for their replies. */
    static final int MAX_STREAMS = 128;

    /** How many requests a client of HTTP/2 may take back, or have refused, in {@link #RESET_TIME}. */
    static final int MAX_RESETS = 200;

    static final Duration RESET_TIME = Duration.ofSeconds(30);

    /** Requests under way may take a quarter of the memory. */
    private static final int SHARE_OF_MEMORY = 4;

    /**
     * How much a request takes at most, as a multiple of its body: that itself, the event made of it, and both once more in what an
     * authorizer is asked, all but the first in base64.
     */
    private static final int WEIGHT_OF_BODY = 5;

    /**
     * {@return limits for bodies of that size: a twentieth of the memory for them in all, so that what is made of them takes a quarter
     * of it; 10 seconds for a head, a minute for a body, five for a reply}
     */
    public static HttpLimits of(int maxBody) {
        return new HttpLimits(
                maxBody,
                Math.max(maxBody, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / WEIGHT_OF_BODY),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1));
    }
}
