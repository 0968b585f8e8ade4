package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests of which two readers on the way could see different ends: with a proxy in front that sees another end than the gateway, a
 * sender could slip a request past it. The function records what reaches it, with the path that the gateway saw.
 */
class RequestSmugglingTest {

    private static final String POST = "POST /first HTTP/1.1\r\nHost: x\r\n";
    private static final String HIDDEN = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String END = "0\r\n\r\n";

    private static RawFunction function;
    private static Instance gateway;
    private static Instance proxy;

    @BeforeAll
    static void start() throws Exception {
        function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"));
        gateway = Instance.start();
        proxy = Instance.start();
        for (String method : List.of("GET", "POST")) {
            gateway.subscribe("sync", "http.request", method, "/*path", function.url("/"));
            proxy.proxy(method, "/*path", function.url("/"));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        proxy.close();
        function.close();
    }

    /** A length and chunks, more than one length, codings that not everybody knows, lines that are none, chunks that are none. */
    static Stream<Arguments> ambiguous() {
        return Stream.of(
                named(
                        "a length that ends before the chunks",
                        POST + "Content-Length: 4\r\n" + CHUNKED + "\r\n" + END + HIDDEN),
                named("chunks, then a length", POST + CHUNKED + "Content-Length: 5\r\n\r\n" + END + HIDDEN),
                named("chunked twice", POST + CHUNKED + CHUNKED + "\r\n" + END + HIDDEN),
                named("chunked and an unknown coding", POST + CHUNKED + "Transfer-Encoding: x\r\n\r\n" + END + HIDDEN),
                named(
                        "identity and a length",
                        POST + "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n" + HIDDEN),
                named(
                        "a tab before the coding's end",
                        POST + "Transfer-Encoding: chunked\u000b\r\n\r\n" + END + HIDDEN),
                named("a space before the colon", POST + "Transfer-Encoding : chunked\r\n\r\n" + END + HIDDEN),
                named(
                        "two lengths",
                        POST + "Content-Length: 0\r\nContent-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN),
                named("two lengths in a list", POST + "Content-Length: 0, " + HIDDEN.length() + "\r\n\r\n" + HIDDEN),
                named("a length with a sign", POST + "Content-Length: +0\r\n\r\n" + HIDDEN),
                named("a negative length", POST + "Content-Length: -1\r\n\r\n" + HIDDEN),
                named("a hexadecimal length", POST + "Content-Length: 0x0\r\n\r\n" + HIDDEN),
                named("an empty length", POST + "Content-Length: \r\n\r\n" + HIDDEN),
                named("a length with a space in it", POST + "Content-Length: 0 0\r\n\r\n" + HIDDEN),
                named("a space before the length's colon", POST + "Content-Length : 0\r\n\r\n" + HIDDEN),
                named("a header that begins with a space", POST.replace("Host", " Host") + "\r\n" + HIDDEN),
                named("a bare carriage return in a value", POST + "X: a\rContent-Length: 0\r\n\r\n" + HIDDEN),
                named("a zero in a value", POST + "X: a\0b\r\n\r\n" + HIDDEN),
                named("a line without a colon", POST + "Nonsense\r\n\r\n" + HIDDEN),
                named("a name with a space in it", POST + "Content Length: 0\r\n\r\n" + HIDDEN),
                named("a chunk's size is no number", POST + CHUNKED + "\r\nzz\r\n" + END + HIDDEN),
                named("a chunk's size with 0x", POST + CHUNKED + "\r\n0x1\r\na\r\n" + END + HIDDEN),
                named("a negative chunk", POST + CHUNKED + "\r\n-1\r\n" + END + HIDDEN),
                named("a chunk past all numbers", POST + CHUNKED + "\r\n10000000000000001\r\na\r\n" + END + HIDDEN),
                named("bare line feeds", "POST /first HTTP/1.1\nHost: x\nContent-Length: 0\n\n" + HIDDEN),
                named("a bare line feed in a value", POST + "X: a\nContent-Length: 0\r\n\r\n" + HIDDEN),
                named("chunked twice in a list", POST + "Transfer-Encoding: chunked, chunked\r\n\r\n" + END + HIDDEN),
                named("an unknown coding", POST + "Transfer-Encoding: xchunked\r\n\r\n" + END + HIDDEN),
                named("chunked is not last", POST + "Transfer-Encoding: chunked, identity\r\n\r\n" + END + HIDDEN),
                named("a quoted coding", POST + "Transfer-Encoding: \"chunked\"\r\n\r\n" + END + HIDDEN),
                named("a length past all numbers", POST + "Content-Length: 18446744073709551616\r\n\r\n" + HIDDEN));
    }

    private static Arguments named(String what, String bytes) {
        return Arguments.of(what, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void whatIsAmbiguousIsNotForwarded(String what, String bytes) throws Exception {
        for (Instance each : List.of(gateway, proxy)) {
            int before = function.requests().size();
            String replies = exchange(each, bytes);

            assertThat(forwardedSince(before))
                    .as("%s is forwarded; the sender got: %s", what, replies)
                    .isEmpty();
            assertThat(replies).doesNotContain(" 200 ");
        }
    }

    /** Who does not know of them sees another request in the chunks. */
    @Test
    void chunksInHttp10EndTheConnection() throws Exception {
        for (Instance each : List.of(gateway, proxy)) {
            int before = function.requests().size();
            exchange(each, "POST /first HTTP/1.0\r\n" + CHUNKED + "\r\n" + END + HIDDEN);

            assertThat(forwardedSince(before)).noneMatch(request -> request.contains("smuggled"));
        }
    }

    @Test
    void aFoldedLineBelongsToTheValueBeforeIt() throws Exception {
        int before = function.requests().size();
        exchange(POST + "X: a\r\n Content-Length: 100\r\n\r\n");
        exchange(POST + "Transfer-Encoding:\r\n chunked\r\n\r\n2\r\nab\r\n" + END);

        assertThat(forwardedSince(before))
                .hasSize(2)
                .anyMatch(request -> request.contains("\"X\":\"a Content-Length: 100\""))
                .anyMatch(request -> request.contains("\"body\":\"YWI=\""));
    }

    @Test
    void aFoldedLineIsOneLineForAFunctionInProxyMode() throws Exception {
        int before = function.requests().size();
        exchange(proxy, POST + "X: a\r\n Content-Length: 100\r\n\r\n");

        assertThat(forwardedSince(before)).singleElement().asString().contains("X: a Content-Length: 100,");
    }

    @Test
    void whatIsClearIsForwarded() throws Exception {
        assertThat(exchange(POST + "Content-Length: 2\r\n\r\nab")).startsWith("HTTP/1.1 200 ");
        assertThat(exchange(POST + CHUNKED + "\r\n2\r\nab\r\n" + END)).startsWith("HTTP/1.1 200 ");
        assertThat(exchange(POST + CHUNKED + "\r\n2;name=value;other=\"a b\"\r\nab\r\n" + END))
                .startsWith("HTTP/1.1 200 ");
        assertThat(exchange(POST + "\r\n" + HIDDEN).split("200 OK", -1)).hasSize(3);
    }

    private static List<String> forwardedSince(int before) {
        return function.requests().stream()
                .skip(before)
                .map(RawFunction.Request::toString)
                .toList();
    }

    /** {@return all that the gateway answers to those bytes and the end of the connection} */
    private static String exchange(String bytes) throws Exception {
        return exchange(gateway, bytes);
    }

    private static String exchange(Instance instance, String bytes) throws Exception {
        InetSocketAddress events = instance.server().events();
        try (Socket socket = new Socket(events.getAddress(), events.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
