package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrailersTest {

    private static Headers headers(List<String> names) {
        Headers.Builder headers = Headers.builder();
        names.forEach(name -> headers.add(name, "v"));
        return headers.build();
    }

    @Test
    void whatHttpDoesNotKnowAsANameStaysBehind() {
        assertThat(Trailers.of(headers(List.of("", "a b", "a:b", ":status", ":path", "\u00e4", "x-right"))))
                .isEqualTo(headers(List.of("x-right")));
    }

    @Test
    void whatIsMoreThanOneLineStaysBehind() {
        Headers wrong = Headers.builder()
                .add("x-wrong", "a\r\nb: c")
                .add("x-right", "v")
                .build();

        assertThat(Trailers.of(wrong)).isEqualTo(headers(List.of("x-right")));
    }

    @Test
    void whatIsNotAllowedInAHeadStaysBehind() {
        Headers wrong =
                Headers.builder().add("x-wrong", "a\u0001b").add("x-right", "v").build();

        assertThat(Trailers.of(wrong)).isEqualTo(headers(List.of("x-right")));
    }

    @Test
    void whatWouldBeTooLateStaysBehind() {
        List<String> late =
                List.of("Host", "Authorization", "Content-Length", "ce_eventgatewayhops", "X_Forwarded_For");

        assertThat(Trailers.of(headers(late))).isEqualTo(Headers.none());
        assertThat(Trailers.of(headers(List.of("ce-eventgatewayhops", "X-Forwarded-For"))))
                .isEqualTo(Headers.none());
    }
}
