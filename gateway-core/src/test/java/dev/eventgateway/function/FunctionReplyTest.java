package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.event.GatewayReply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionReplyTest {

    @Test
    void anEmptyObjectIs200WithoutBody() {
        GatewayReply reply = parsed("{}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void nullIs200WithoutBody() {
        assertThat(parsed("null").status()).isEqualTo(200);
    }

    @Test
    void statusHeadersAndBodyArePassedOn() {
        GatewayReply reply =
                parsed("{\"statusCode\":201,\"headers\":{\"Content-Type\":\"text/html\"},\"body\":\"<p>hé</p>\"}");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers().first("content-type")).contains("text/html");
        assertThat(reply.text()).isEqualTo("<p>hé</p>");
    }

    @Test
    void namesMatchWithoutRegardToCase() {
        assertThat(parsed("{\"STATUSCODE\":404,\"Body\":\"x\"}").status()).isEqualTo(404);
    }

    @Test
    void d50AHeaderMayHaveSeveralValuesAndABodyMayBeBase64() {
        GatewayReply reply =
                parsed("{\"headers\":{\"Set-Cookie\":[\"a=1\",\"b=2\"]},\"body\":\"AP8=\",\"isBase64Encoded\":true}");

        assertThat(reply.headers().all("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(reply.body()).containsExactly(0, 0xff);
        assertThat(reply.headers().first("Content-Type")).contains("application/octet-stream");
    }

    @Test
    void aBodyWithoutContentTypeIsText() {
        assertThat(parsed("{\"body\":\"x\"}").headers().first("Content-Type")).contains("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "{statusCode:200}",
                "{'body':'x'}",
                "{\"body\":\"x\"",
                "{} {}",
                "1",
                "\"text\"",
                "{\"body\":{}}",
                "{\"body\":1}",
                "{\"headers\":[]}",
                "{\"headers\":{\"A\":1}}",
                "{\"headers\":{\"A b\":\"x\"}}",
                "{\"headers\":{\"A\":\"x\\r\\nB: y\"}}",
                "{\"statusCode\":\"200\"}",
                "{\"statusCode\":99}",
                "{\"statusCode\":100}",
                "{\"statusCode\":600}",
                "{\"statusCode\":1e9}",
                "{\"statusCode\":200.5}",
                "{\"body\":\"%%\",\"isBase64Encoded\":true}",
                "{\"isBase64Encoded\":\"yes\"}",
            })
    void anythingElseIsAMalformedAnswer(String payload) {
        assertThatThrownBy(() -> parsed(payload))
                .isInstanceOfSatisfying(
                        FunctionException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FunctionException.Kind.MALFORMED));
    }

    @Test
    void aDeeplyNestedAnswerIsMalformedAndHarmsNothing() {
        String deep = "{\"body\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> parsed(deep)).isInstanceOf(FunctionException.class);
    }

    @Test
    void aReadyReplyIsPassedOnAsItIs() {
        GatewayReply given = GatewayReply.of(418, "text/plain", "teapot");

        FunctionReply reply = FunctionReply.of(given);

        assertThat(reply.toHttp()).isSameAs(given);
        assertThat(reply.payload()).asString().isEqualTo("teapot");
    }

    private static GatewayReply parsed(String payload) {
        return FunctionReply.of(payload.getBytes(StandardCharsets.UTF_8)).toHttp();
    }
}
