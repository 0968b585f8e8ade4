package dev.eventgateway.delivery;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionException;
import java.time.Duration;

/** What a sender is told of a failed call: the status tells kinds apart, the cause stays in the log. */
final class SyncFailures {

    private SyncFailures() {}

    static GatewayReply reply(FunctionException failure) {
        return switch (failure.kind()) {
            case BAD_ANSWER, CONNECTION, THREW -> GatewayReply.error(502, "Function call failed. Please check logs.");
            case MALFORMED -> GatewayReply.error(502, "HTTP response object malformed");
            case TIMEOUT -> GatewayReply.error(504, "Function did not answer in time.");
            case SATURATED -> later("Function is busy. Please try again later.", failure);
            case RATE_LIMITED -> later("Function is called too often. Please try again later.", failure);
            case CIRCUIT_OPEN -> later("Function is failing and left alone. Please try again later.", failure);
            case REFUSED -> GatewayReply.error(403, String.valueOf(failure.getMessage()));
            case UNAVAILABLE -> later("Function cannot be called on this instance. Please check logs.", failure);
        };
    }

    private static GatewayReply later(String message, FunctionException failure) {
        long millis = failure.retryAfter().map(Duration::toMillis).orElse(0L);
        return GatewayReply.error(503, message)
                .with("Retry-After", String.valueOf(Math.max(1, (millis + 999) / 1_000)));
    }
}
