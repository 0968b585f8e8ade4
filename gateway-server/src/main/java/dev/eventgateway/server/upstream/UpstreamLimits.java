package dev.eventgateway.server.upstream;

import java.time.Duration;

/**
 * How much may be asked of functions at once. Numbers are per I/O thread and origin.
 *
 * @param connections connections that may be open, and calls that may be under way on those of HTTP/2
 * @param waiting calls that may wait for one of them to be free, beside those that wait for one to open
 * @param connectTime how long a connection may take to open if nothing else is said
 * @param answerTime how long a call may take in all that says nothing of it, from its start to the last byte of the answer
 * @param idleTime how long a connection is kept without a call; shorter than common servers' own, so that they do not close
 *     it just when a call is on its way
 * @param maxAnswer the largest answer that is held as a whole, in bytes
 * @param stallTime how long nothing may move of a body that is handed on
 */
record UpstreamLimits(
        int connections,
        int waiting,
        Duration connectTime,
        Duration answerTime,
        Duration idleTime,
        int maxAnswer,
        Duration stallTime) {

    /** {@return limits with that time for an answer} */
    static UpstreamLimits of(Duration answerTime) {
        return new UpstreamLimits(
                256,
                1_024,
                Duration.ofSeconds(3),
                answerTime,
                Duration.ofSeconds(4),
                10 * 1024 * 1024,
                Duration.ofMinutes(1));
    }
}
