package dev.eventgateway.delivery;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionException;

/** What a sender is told of a failed call: the status tells kinds apart, the cause stays in the log. */
final class SyncFailures {

    private static final String RETRY_SECONDS = "1";

    private SyncFailures() {}

    static GatewayReply reply(FunctionException failure) {
        return switch (failure.kind()) {
            case BAD_ANSWER, CONNECTION, THREW -> GatewayReply.error(502, "Function call failed. Please check logs.");
            case MALFORMED -> GatewayReply.error(502, "HTTP response object malformed");
            case TIMEOUT -> GatewayReply.error(504, "Function did not answer in time.");
            case SATURATED ->
                GatewayReply.error(503, "Function is busy. Please try again later.")
                        .with("Retry-After", seconds(failure));
            case UNAVAILABLE ->
                GatewayReply.error(503, "Function cannot be called on this instance. Please check logs.")
                        .with("Retry-After", RETRY_SECONDS);
        };
    }

    /** {@return how long the function wants to be left alone, rounded up, and a second at least} */
    private static String seconds(FunctionException failure) {
        return failure.retryAfter()
                .map(wait -> String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds())))
                .orElse(RETRY_SECONDS);
    }
}
