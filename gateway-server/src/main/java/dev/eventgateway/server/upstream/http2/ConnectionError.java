package dev.eventgateway.server.upstream.http2;

import java.io.IOException;

/** The server broke the rules in a way that ends the connection. */
final class ConnectionError extends IOException {

    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * @param code of RFC 9113, section 7
     */
    ConnectionError(int code, String message) {
        super("HTTP/2: " + message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
