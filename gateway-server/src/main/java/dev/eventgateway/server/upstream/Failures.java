package dev.eventgateway.server.upstream;

import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** The ways in which a call can fail, in words for the log. */
final class Failures {

    private Failures() {}

    static FunctionException connection(Throwable cause) {
        Throwable known = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return new FunctionException(Kind.CONNECTION, "connection failed: " + known, known);
    }

    static FunctionException notSent(RuntimeException cause) {
        return new FunctionException(Kind.CONNECTION, "the call could not be sent: " + cause, cause);
    }

    static FunctionException noConnection(Duration limit) {
        return new FunctionException(Kind.TIMEOUT, "no connection within " + limit.toMillis() + " ms");
    }

    static FunctionException noAnswer(Duration limit) {
        return new FunctionException(Kind.TIMEOUT, "no answer within " + limit.toMillis() + " ms");
    }

    static RequestException noRequest(Duration limit) {
        return new RequestException(408, "Nothing of the request body arrived for " + limit.toMillis() + " ms.");
    }

    static RequestException notTaken(Duration limit) {
        return new RequestException(408, "Nothing of the answer was taken for " + limit.toMillis() + " ms.");
    }

    static FunctionException unclearLength() {
        return new FunctionException(Kind.CONNECTION, "function answered without saying clearly how long that is");
    }

    static FunctionException saturated(int waiting) {
        return new FunctionException(Kind.SATURATED, waiting + " calls wait for a connection");
    }

    static FunctionException noRoom() {
        return new FunctionException(
                Kind.SATURATED, "no room for its answer beside the others that are being received");
    }

    static FunctionException tooLarge(int limit) {
        return new FunctionException(Kind.BAD_ANSWER, "function answered with more than " + limit + " bytes");
    }

    static FunctionException closed() {
        return new FunctionException(Kind.UNAVAILABLE, "the gateway is closed");
    }
}
