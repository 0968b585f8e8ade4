package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The headers of requests and replies. */
class HeadersTest {

    @Test
    void namesCountWithoutRegardToCaseAndKeepAllValuesInOrder() {
        Headers headers = Headers.builder()
                .add("X-b", "1")
                .add("Accept", "a")
                .add("x-B", "2")
                .build();

        assertThat(headers.all("X-B")).containsExactly("1", "2");
        assertThat(headers.first("x-b")).contains("1");
        assertThat(headers.first("other")).isEmpty();
        List<String> names = new ArrayList<>();
        headers.forEach((name, values) -> names.add(name));
        assertThat(names).containsExactly("Accept", "X-b");
    }

    @Test
    void settingReplacesAllValues() {
        Headers headers =
                Headers.builder().add("a", "1").add("A", "2").set("A", "3").build();

        assertThat(headers.all("a")).containsExactly("3");
        assertThatThrownBy(() -> headers.all("a").add("4")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void headersOfTheSameContentAreEqual() {
        Headers upper = Headers.of("A", "1");
        Headers lower = Headers.of("a", "1");

        assertThat(upper).isEqualTo(lower).hasSameHashCodeAs(lower).isNotEqualTo(Headers.of("a", "2"));
        assertThat(Headers.none().isEmpty()).isTrue();
        assertThat(Headers.builder().build()).isEqualTo(Headers.none());
    }

    @Test
    void credentialsAreTakenOutInAnyLetters() {
        Headers.Builder headers = Headers.builder().add("X-A", "1").add("x-a", "2");
        for (String name : new String[] {
            "authorization", "Proxy-Authorization", "COOKIE", "Set-Cookie", "X-Api-Key", "x-amz-security-token"
        }) {
            headers.add(name, "secret").add(name, "secret");
        }

        assertThat(headers.build().withoutCredentials())
                .isEqualTo(Headers.builder().add("X-A", "1").add("X-A", "2").build());
    }

    @Test
    void asDataTheyAreCanonicalAndOneTextEach() {
        Headers headers = Headers.builder()
                .add("x-foo", "a")
                .add("X-FOO", "b")
                .add("Host", "h")
                .build();

        assertThat(headers.asData().text()).isEqualTo("{\"X-Foo\":\"a, b\"}");
        assertThat(Headers.none().asData().text()).isEqualTo("{}");
    }

    @Test
    void valuesAreNotShown() {
        assertThat(Headers.of("Authorization", "secret").toString()).isEqualTo("[Authorization]");
    }
}
