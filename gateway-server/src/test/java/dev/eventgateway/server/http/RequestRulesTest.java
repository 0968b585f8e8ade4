package dev.eventgateway.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestRulesTest extends EchoedRequests {

    RequestRulesTest() throws IOException {}

    @Test
    void thePathAndTheQueryArriveAsTheyWereSent() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a%2Fb/%C3%A9;m=1//c/?q=%20+a&q HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("GET|/a%2Fb/%C3%A9;m=1//c/|q=%20+a&q|0");
            assertThat(client.send("GET http://x:80/a%2Fb?q HTTP/1.1\nHost: x:80\n\n")
                            .reply())
                    .endsWith("GET|/a%2Fb|q|0");
            assertThat(client.send("GET http://x HTTP/1.1\nHost: x\n\n").reply())
                    .endsWith("GET|/||0");
        }
    }

    @Test
    void whatBrowsersDoNotEscapeInATargetIsTaken() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a|b{c}^`\"<>?q=|{}^`\"<> HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("GET|/a|b{c}^`\"<>|q=|{}^`\"<>|0");
        }
    }

    @Test
    void bytesBeyondAsciiInATargetAreTakenAsIfTheyWereEscaped() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /\u00c3\u00a9?q=\u00ff HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .endsWith("GET|/%C3%A9|q=%FF|0");
            assertThat(client.send("GET /%E9?q=%FF HTTP/1.1\nHost: x\n\n").reply())
                    .endsWith("GET|/%E9|q=%FF|0");
        }
    }

    @Test
    void aPercentSignThatBeginsNoEscapeIsRefused() throws IOException {
        for (String target : new String[] {"/users/%zz", "/users/%", "/a?y=100%", "/a?y=%1", "/a;b=%", "/a?%=1"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET " + target + " HTTP/1.1\nHost: x\n\n")
                                .untilClosed())
                        .as(target)
                        .startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void controlCharactersInATargetAreRefused() throws IOException {
        for (String target : new String[] {"/a\u0000b", "/a\u007fb", "/a?q=\u0001", "/a?q=\u000b", "/\r/"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET " + target + " HTTP/1.1\nHost: x\n\n")
                                .untilClosed())
                        .as(target)
                        .startsWith("HTTP/1.1 400 ");
            }
        }
    }

    /** A fragment ends a path for many servers, and what the gateway puts behind it. */
    @Test
    void aFragmentInATargetIsRefused() throws IOException {
        for (String target : new String[] {"/a/..#", "/a#b", "/a?b#c", "/#"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET " + target + " HTTP/1.1\nHost: x\n\n")
                                .reply())
                        .as(target)
                        .startsWith("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void aTransferCodingThatIsNotChunkedIsRefusedAndEndsTheConnection() throws IOException {
        for (String coding : new String[] {"gzip, chunked", "chunked, identity", "xchunked", "identity"}) {
            try (RawClient client = client()) {
                client.send("POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: " + coding + "\n\n1\na\n0\n\n");
                assertThat(client.untilClosed())
                        .as(coding)
                        .startsWith("HTTP/1.1 501 ")
                        .contains("Connection: close")
                        .contains("{\"errors\":[{\"message\":\"The transfer coding of the request must be chunked");
            }
        }
    }

    /** Else the client would take the next reply for the body that was left out. */
    @Test
    void headInOtherLettersIsRefusedAndEndsTheConnection() throws IOException {
        for (String method : new String[] {"head", "Head"}) {
            try (RawClient client = client()) {
                client.send(method + " /a HTTP/1.1\nHost: x\n\nGET /a HTTP/1.1\nHost: x\n\n");
                assertThat(client.untilClosed())
                        .as(method)
                        .startsWith("HTTP/1.1 400 ")
                        .contains("Connection: close")
                        .doesNotContain("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aTargetWithoutAPathIsRefused() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("OPTIONS * HTTP/1.1\nHost: x\n\n").reply())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: application/json")
                    .contains("must start with /");
        }
        try (RawClient client = client()) {
            assertThat(client.send("CONNECT x:443 HTTP/1.1\nHost: x:443\n\n").reply())
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    /** Undertow says it by itself, before there is a request; docs/api.md lists these cases. */
    private void assertRefusedWithoutBody(String request) throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send(request).untilClosed())
                    .isEqualTo("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void aHugeHeadIsRefused() throws IOException {
        assertRefusedWithoutBody("GET /a HTTP/1.1\nHost: x\nX-Big: " + "z".repeat(HttpLimits.MAX_HEAD) + "\n\n");
        assertRefusedWithoutBody("GET /" + "z".repeat(HttpLimits.MAX_HEAD) + " HTTP/1.1\nHost: x\n\n");
    }

    @Test
    void tooManyHeadersOrParametersAreRefused() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("GET /a HTTP/1.1\nHost: x\n" + headers(HttpLimits.MAX_HEADERS - 1) + "\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 ");
            assertThat(client.send("GET /a?" + parameters(HttpLimits.MAX_PARAMETERS) + " HTTP/1.1\nHost: x\n\n")
                            .reply())
                    .startsWith("HTTP/1.1 200 ");
        }
        assertRefusedWithoutBody("GET /a HTTP/1.1\nHost: x\n" + headers(HttpLimits.MAX_HEADERS) + "\n");
        assertRefusedWithoutBody("GET /a?" + parameters(HttpLimits.MAX_PARAMETERS + 1) + " HTTP/1.1\nHost: x\n\n");
    }

    private static String headers(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "X-" + number + ": 1\n")
                .collect(Collectors.joining());
    }

    private static String parameters(int count) {
        return IntStream.range(0, count).mapToObj(number -> "a" + number + "=1").collect(Collectors.joining("&"));
    }

    @Test
    void aHeadThatBreaksTheRulesOfHttpIsRefused() throws IOException {
        assertRefusedWithoutBody("GET /a HTTP/1.1\nHost: x\nX A: 1\n\n");
        assertRefusedWithoutBody("POST /a HTTP/1.1\nHost: x\nContent-Length: x\n\n");
        assertRefusedWithoutBody("POST /a HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\n");
        assertRefusedWithoutBody("POST /a HTTP/1.1\nHost: x\nContent-Length: 1\nTransfer-Encoding: chunked\n\n0\n\n");
        assertRefusedWithoutBody(
                "POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n");
    }

    @Test
    void aRequestWithoutOneHostIsRefused() throws IOException {
        for (String hosts : new String[] {"", "Host: x\nHost: y\n"}) {
            try (RawClient client = client()) {
                assertThat(client.send("GET /a HTTP/1.1\n" + hosts + "\n").untilClosed())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("Content-Length: 0", "Connection: close");
            }
        }
    }

    @Test
    void aBrokenChunkEndsTheConnectionWithoutAReply() throws IOException {
        try (RawClient client = client()) {
            client.send("POST /a HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\nzz\na\n0\n\n");
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.send("\u0016\u0003\u0001 what is this?\n\n").untilClosed())
                    .isIn("", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        try (RawClient client = client()) {
            assertThat(client.send("GET /next HTTP/1.1\nHost: x\n\n").reply()).endsWith("GET|/next||0");
        }
    }
}
