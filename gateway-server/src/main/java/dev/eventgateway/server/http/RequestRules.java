package dev.eventgateway.server.http;

import dev.eventgateway.event.RequestException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;

/** What Undertow lets pass in the head of a request and the engine must not see: the same for both versions of HTTP. */
final class RequestRules {

    private RequestRules() {}

    /**
     * {@return the path as sent, of ASCII only: bytes beyond it are percent-encoded}
     *
     * @throws RequestException 400 if it is none
     */
    static String path(HttpServerExchange exchange) {
        String target = exchange.getRequestURI();
        if (target.contains("://") && exchange.isHostIncludedInRequestURI()) {
            int path = target.indexOf('/', target.indexOf("://") + 3);
            return path < 0 ? "/" : encoded(target.substring(path));
        }
        if (!target.startsWith("/")) {
            throw RequestException.malformed("The request's target must start with /.");
        }
        return encoded(target);
    }

    /**
     * {@return the query as sent, without {@code ?}, of ASCII only: bytes beyond it are percent-encoded}
     *
     * @throws RequestException 400 if it is none
     */
    static String query(HttpServerExchange exchange) {
        return encoded(exchange.getQueryString());
    }

    /**
     * Refuses what is HEAD in other letters, which is another method, but not to Undertow: it would leave the body out and tell its length,
     * and whoever reads the connection would take what follows for it.
     *
     * @throws RequestException 400 if it is
     */
    static void requireClearMethod(HttpServerExchange exchange) {
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.HEAD) && !method.toString().equals("HEAD")) {
            exchange.setPersistent(false);
            throw RequestException.malformed("The request's method must be HEAD in capital letters, or another one.");
        }
    }

    /**
     * Refuses a body of which nobody knows where it ends, or what it is.
     *
     * @throws RequestException 501 if its transfer coding is not {@code chunked}
     */
    static void requireKnownCoding(HttpServerExchange exchange) {
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        if (codings != null && !(codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"))) {
            exchange.setPersistent(false);
            throw new RequestException(501, "The transfer coding of the request must be chunked, and nothing else.");
        }
    }

    /**
     * Refuses a body of which the head does not say clearly how long it is.
     *
     * @param length what {@link #length} says of it
     * @throws RequestException 400 if there is a length that is none, or one without a body
     */
    static void requireClearLength(HttpServerExchange exchange, long length) {
        if (length < 0 && exchange.getRequestHeaders().contains(Headers.CONTENT_LENGTH)) {
            exchange.setPersistent(false);
            throw RequestException.malformed("The Content-Length must be a number of bytes.");
        }
        if (length > 0 && exchange.isRequestComplete()) {
            throw RequestException.malformed("The request has a Content-Length and no body.");
        }
    }

    /** {@return how long the body is, as the head says; negative if it says nothing that makes sense} */
    static long length(HttpServerExchange exchange) {
        HeaderValues lengths = exchange.getRequestHeaders().get(Headers.CONTENT_LENGTH);
        boolean clear = lengths != null && lengths.size() == 1 && HeaderSyntax.isLength(lengths.getFirst());
        return clear ? Long.parseLong(lengths.getFirst()) : -1;
    }

    /**
     * Refuses what would be other headers if it were written down as HTTP/1.1, whose own parser lets none through.
     *
     * @throws RequestException 400 if there is a line break or a zero in a value
     */
    static void requireOneLine(HeaderMap headers) {
        for (HeaderValues values : headers) {
            for (String value : values) {
                if (!HeaderSyntax.isOneLine(value)) {
                    throw RequestException.malformed(
                            "The header " + values.getHeaderName() + " has a line break or a zero in its value.");
                }
            }
        }
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each <= ' ' || each == '#' || each == 0x7f) {
                throw RequestException.malformed("The request's target has a space, a # or a control character in it.");
            }
            if (each == '%' && !isEscape(text, at)) {
                throw RequestException.malformed(
                        "The request's target has a % without two hexadecimal digits behind it.");
            }
            if (each < 0x80) {
                encoded.append(each);
            } else {
                encoded.append('%').append(hex(each >> 4)).append(hex(each));
            }
        }
        return encoded.toString();
    }

    private static char hex(int bits) {
        return "0123456789ABCDEF".charAt(bits & 0xf);
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
    }

    private static boolean isHex(char each) {
        return each < 0x80 && Character.digit(each, 16) >= 0;
    }
}
