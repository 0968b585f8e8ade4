package dev.eventgateway.server.upstream.http2;

import io.undertow.util.HttpString;

/**
 * What is the first line of a request elsewhere. Undertow's constants are in a class that reads limits of its server as it is loaded: that
 * must not happen on account of a call.
 */
final class PseudoHeaders {

    static final HttpString METHOD = new HttpString(":method");
    static final HttpString SCHEME = new HttpString(":scheme");
    static final HttpString AUTHORITY = new HttpString(":authority");
    static final HttpString PATH = new HttpString(":path");

    private PseudoHeaders() {}
}
