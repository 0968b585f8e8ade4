package dev.eventgateway.function;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.FunctionException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every provider of type {@code http} must do with functions of every kind, good and bad. */
public abstract class HttpFunctionContract extends HttpFunctionFaultContract {

    @Test
    void theEventIsPostedAndTheAnswerPassedOn() throws IOException {
        RawFunction function = answering(answer(200, "{\"body\":\"hi\"}"));
        FunctionCall call = call();
        FunctionReply reply = provider(LONG)
                .open(FunctionSpec.http("f", function.url("/a%2Fb?c=%20d")))
                .invoke(call)
                .toCompletableFuture()
                .join();
        assertThat(reply.payload()).asString().isEqualTo("{\"body\":\"hi\"}");
        RawFunction.Request request = function.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /a%2Fb?c=%20d HTTP/1.1");
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents+json");
        assertThat(function.url("")).endsWith(request.header("Host"));
        assertThat(request.body()).isEqualTo(call.payload());
    }

    @Test
    void inProxyModeTheRequestIsSentOnAndTheAnswerIsTheReply() throws IOException {
        RawFunction function = answering("HTTP/1.1 418 No\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 3\r\n\r\ntea");
        Headers headers = Headers.builder()
                .add("Host", "site")
                .add("Connection", "keep-alive, X-Mine")
                .add("X-Mine", "1")
                .add("TE", "trailers")
                .add("Proxy-Authorization", "secret")
                .add("X-B", "1")
                .add("X-B", "2")
                .add("Content-Length", "2")
                .build();
        GatewayReply reply = forward(
                function.url("/base?k=1"), GatewayRequest.of("PUT", "/a%2Fb//c|d?q", headers, new byte[] {'h', 'i'}));

        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.headers().all("X-A")).containsExactly("1", "2");
        assertThat(reply.text()).isEqualTo("tea");
        RawFunction.Request request = function.requests().get(0);
        assertThat(request.line().replace("|", "%7C")).isEqualTo("PUT /base/a%2Fb//c%7Cd?k=1&q HTTP/1.1");
        assertThat(request.head()).contains("X-B: 1", "X-B: 2", "Content-Length: 2");
        assertThat(request.head())
                .noneMatch(line -> line.matches("(?i)(x-mine|te|proxy-authorization|x-forwarded-.*):.*"));
        assertThat(function.url("")).endsWith(request.header("Host"));
        assertThat(request.body()).asString().isEqualTo("hi");
    }

    @Test
    void inProxyModeAPathCannotLeadOutOfTheAddress() throws IOException {
        RawFunction function = answering(answer(200, ""));
        for (String path : List.of("/..", "/a/../b", "/%2e%2E/", "/a/.%2e", "/a%2f..%5Cb", "/..;x/b")) {
            assertThatThrownBy(() -> forward(
                            function.url("/base/"), GatewayRequest.of("GET", path, Headers.none(), new byte[0])))
                    .as(path)
                    .hasRootCauseInstanceOf(RequestException.class);
        }
        for (String path : List.of("//other", "/...", "/a..b/..c/d..", "/.", "/%252e%252e/")) {
            assertThat(forward(function.url("/base/"), GatewayRequest.of("GET", path, Headers.none(), new byte[0]))
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(function.requests())
                .hasSize(5)
                .allMatch(request -> request.line().startsWith("GET /base/"));
    }

    private GatewayReply forward(String url, GatewayRequest request) {
        FunctionSpec function = FunctionSpec.http("f", url).asProxy();
        return Functions.of(List.of(provider(LONG)))
                .forward(function, request)
                .toCompletableFuture()
                .join()
                .toHttp();
    }

    @Test
    void anAddressWithoutPathMeansTheRoot() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        text(start(provider, function.url("")));
        text(start(provider, function.url("?q=1")));
        assertThat(function.requests())
                .extracting(RawFunction.Request::line)
                .containsExactly("POST / HTTP/1.1", "POST /?q=1 HTTP/1.1");
    }

    @Test
    void whatIsBeyondAsciiInAnAddressIsSentInPercentEncoding() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        text(start(provider, function.url("/a\u00e9?q=\u20ac")));
        assertThat(function.requests())
                .extracting(RawFunction.Request::line)
                .containsExactly("POST /a%C3%A9?q=%E2%82%AC HTTP/1.1");
    }

    /** The low bytes of these letters are carriage return, line feed and space. */
    @Test
    void noLetterOfAnAddressEndsTheLineThatItIsSentIn() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        String forged = "\u0120HTTP/1.1\u010d\u010aX-Forged:\u01201\u010d\u010a";
        text(start(provider, function.url("/a" + forged)));
        text(start(provider, function.url("/a?q=" + forged)));
        String sent = "%C4%A0HTTP/1.1%C4%8D%C4%8AX-Forged:%C4%A01%C4%8D%C4%8A";
        assertThat(function.requests())
                .extracting(RawFunction.Request::line)
                .containsExactly("POST /a" + sent + " HTTP/1.1", "POST /a?q=" + sent + " HTTP/1.1");
        assertThat(function.requests())
                .allSatisfy(request -> assertThat(request.head()).noneMatch(line -> line.startsWith("X-Forged")));
    }

    @Test
    void anAddressWithHalfASurrogatePairIsRefused() {
        FunctionProvider provider = provider(LONG);
        assertThatThrownBy(() -> provider.check(ProviderConfig.of("url", "http://x/\ud800")))
                .isInstanceOf(InvalidProviderException.class);
    }

    @Test
    void anAnswerMayBeEmpty() throws IOException {
        FunctionProvider provider = provider(LONG);
        assertThat(text(start(
                        provider, answering("HTTP/1.1 204 No Content\r\n\r\n").url("/"))))
                .isEmpty();
        assertThat(text(start(provider, answering(answer(200, "")).url("/")))).isEmpty();
    }

    @Test
    void anAnswerMayComeInChunksOrEndWithTheConnection() throws IOException {
        FunctionProvider provider = provider(LONG);
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assertThat(text(start(provider, answering(chunked).url("/")))).isEqualTo("abcde");
        RawFunction closing = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\n\r\nabc");
            connection.write("de");
        });
        assertThat(text(start(provider, closing.url("/")))).isEqualTo("abcde");
        assertThat(text(start(provider, closing.url("/")))).isEqualTo("abcde");
    }

    @Test
    void aLargeEventAndALargeAnswerArriveWhole() throws IOException {
        String large = "z".repeat(5_000_000);
        RawFunction function = answering(answer(200, large));
        Event event = Event.of("test.event", "text/plain", large);
        FunctionReply reply = provider(LONG)
                .open(FunctionSpec.http("f", function.url("/")))
                .invoke(new FunctionCall(event))
                .toCompletableFuture()
                .join();
        assertThat(reply.payload()).hasSize(large.length());
        assertThat(function.requests().get(0).body()).isEqualTo(event.structured());
    }

    @Test
    void d26EveryStatusButSuccessIsAFailureAndRedirectsAreNotFollowed() throws IOException {
        FunctionProvider provider = provider(LONG);
        RawFunction elsewhere = answering(answer(200, "elsewhere"));
        for (int status : new int[] {300, 404, 429, 500, 503}) {
            assertThat(failure(start(provider, answering(answer(status, "no")).url("/"))))
                    .isEqualTo(Kind.BAD_ANSWER);
        }
        String moved = "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url("/") + "\r\nContent-Length: 0\r\n\r\n";
        assertThat(failure(start(provider, answering(moved).url("/")))).isEqualTo(Kind.BAD_ANSWER);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void theStatusOfAFailureAndHowLongToWaitAreTold() throws IOException {
        String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 17\r\nContent-Length: 4\r\n\r\nbusy";
        FunctionException failure = thrown(start(provider(LONG), answering(busy).url("/")));
        assertThat(failure.status()).hasValue(503);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
        FunctionException other =
                thrown(start(provider(LONG), answering(answer(404, "")).url("/")));
        assertThat(other.status()).hasValue(404);
        assertThat(other.retryAfter()).isEmpty();
    }

    @Test
    void d27AConnectionIsUsedAgain() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        for (int number = 0; number < 50; number++) {
            text(start(provider, function.url("/")));
        }
        assertThat(function.requests()).hasSize(50);
        assertThat(function.connections()).isLessThan(10);
    }

    @Test
    void aConnectionThatTheFunctionClosedIsNotUsedAgain() throws IOException {
        AtomicInteger ended = new AtomicInteger();
        RawFunction function = function(connection -> {
            connection.read();
            connection.write(answer(200, "x"));
            connection.endAndAwait();
            ended.incrementAndGet();
        });
        FunctionProvider provider = provider(LONG);
        for (int number = 1; number <= 20; number++) {
            assertThat(text(start(provider, function.url("/")))).isEqualTo("x");
            int expected = number;
            Awaitility.await().until(() -> ended.get() == expected);
        }
    }

    @Test
    void aConnectionThatTheFunctionWantsClosedIsNotUsedAgain() throws IOException {
        RawFunction function = function(connection -> {
            connection.read();
            connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
        });
        FunctionProvider provider = provider(LONG);
        for (int number = 0; number < 20; number++) {
            assertThat(text(start(provider, function.url("/")))).isEqualTo("x");
        }
    }

    @Test
    void twoHundredCallsAtOnceAreAllAnswered() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = provider(LONG);
        List<CompletableFuture<FunctionReply>> replies = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            replies.add(start(provider, function.url("/")));
        }
        assertThat(replies).allSatisfy(reply -> assertThat(text(reply)).isEqualTo("x"));
        assertThat(function.requests()).hasSize(200);
    }

    @Test
    void moreCallsThanThereIsRoomForAreRefusedAtOnce() throws IOException {
        CountDownLatch answerNow = new CountDownLatch(1);
        RawFunction slow = function(connection -> {
            while (connection.read()) {
                answerNow.await();
                connection.write(answer(200, "x"));
            }
        });
        FunctionProvider provider = provider(LONG, 10);
        List<CompletableFuture<FunctionReply>> replies = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            replies.add(start(provider, slow.url("/")));
        }
        Awaitility.await()
                .until(() -> replies.stream()
                                .filter(CompletableFuture::isCompletedExceptionally)
                                .count()
                        >= 50);
        answerNow.countDown();
        int answered = 0;
        for (CompletableFuture<FunctionReply> reply : replies) {
            if (reply.handle((value, failure) -> failure == null).join()) {
                answered++;
            } else {
                assertThat(failure(reply)).isEqualTo(Kind.SATURATED);
            }
        }
        assertThat(answered).isGreaterThanOrEqualTo(5).isEqualTo(slow.requests().size());
    }

    @Test
    void aFunctionThatHangsIsNotFeltByOthers() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        RawFunction hanging = function(connection -> over.await());
        RawFunction quick = answering(answer(200, "quick"));
        FunctionProvider provider = provider(LONG);
        for (int number = 0; number < 100; number++) {
            CompletableFuture<FunctionReply> unanswered = start(provider, hanging.url("/"));
            assertThat(text(start(provider, quick.url("/")))).isEqualTo("quick");
            assertThat(unanswered).isNotDone();
        }
        over.countDown();
    }

    @Test
    void aClosedProviderCallsNobody() throws IOException {
        RawFunction function = answering(answer(200, "x"));
        FunctionProvider provider = open(LONG, 10);
        assertThat(text(start(provider, function.url("/")))).isEqualTo("x");
        provider.close();
        provider.close();
        assertThat(failure(start(provider, function.url("/")))).isIn(Kind.UNAVAILABLE, Kind.CONNECTION);
    }

    @Test
    void onlyHttpAddressesPassTheCheck() {
        FunctionProvider provider = provider(LONG);
        for (String url : List.of("ftp://x/", "file:///etc/passwd", "x", "http://", "", "http://u:p@x/")) {
            assertThatThrownBy(() -> provider.check(ProviderConfig.of("url", url)))
                    .as(url)
                    .isInstanceOf(InvalidProviderException.class);
        }
        assertThat(provider.check(ProviderConfig.of("url", "https://x/")).text("url"))
                .contains("https://x/");
    }
}
