package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {

    @Test
    void idsAreThoseOfTheOriginal() {
        assertThat(Subscription.async("test.event", "test").subscriptionId())
                .isEqualTo("YXN5bmMsdGVzdC5ldmVudCx0ZXN0LCUyRixQT1NU");
        assertThat(Subscription.sync("http.request", "any", "POST", "/").subscriptionId())
                .isEqualTo("c3luYyxodHRwLnJlcXVlc3QsJTJGLFBPU1Q");
        assertThat(Subscription.async("user.created", "func").at("GET", "/").subscriptionId())
                .isEqualTo("YXN5bmMsdXNlci5jcmVhdGVkLGZ1bmMsJTJGLEdFVA");
    }

    @ParameterizedTest
    @CsvSource({
        "/, %2F",
        "*!'() ;?, '%2A%21%27%28%29%20%3B%3F'",
        "-_.~$&+:=@aZ0, -_.~$&+:=@aZ0",
        "ä€, %C3%A4%E2%82%AC",
        "٤, %D9%A4"
    })
    void everythingButPlainCharactersIsEscaped(String text, String escaped) {
        assertThat(Subscription.escaped(text.replace("''", "'"))).isEqualTo(escaped);
    }

    @Test
    void methodAndPathAreNormalised() {
        Subscription subscription = Subscription.async("a", "f").at("", "x");

        assertThat(subscription.method()).isEqualTo("POST");
        assertThat(subscription.path()).isEqualTo("/x");
        assertThat(subscription.at("get", "/y").method()).isEqualTo("GET");
    }
}
