package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may name a source. */
class UriReferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b",
                "a/b",
                "a",
                "#f",
                "?q",
                "//host/p",
                "https://h:80/p?q=a:b#f",
                "urn:a:b",
                "mailto:a@b.c",
                "1-555-123-4567",
                "./a:b",
                "/a:b",
                "/%41",
                "https://[::1]/",
                "/café",
                "*"
            })
    void aUriOrARelativeReferenceIsOne(String text) {
        assertThat(UriReference.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NOT URI",
                "/a b",
                "/%4",
                "/%zz",
                "/%\uff11\uff11",
                "/%",
                "a#b#c",
                "1:a",
                ":a",
                "/a\n",
                "<a>",
                "/{id}",
                "/a\\b",
                "é:a"
            })
    void anythingElseIsNone(String text) {
        assertThat(UriReference.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a b", "https://h/p", "urn:a:b", "mailto:a@b.c", "/a#f#g", "a:b#%zz", "http:"})
    void cloudEvents01TakesAbsoluteUrisAndPaths(String text) {
        assertThat(UriReference.isRequestUri(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b", "NOT URI", "#f", "?q", "1a:b", ":a", "/%zz", "/%\uff11\uff11", "/\u0007"})
    void cloudEvents01TakesNothingElse(String text) {
        assertThat(UriReference.isRequestUri(text)).isFalse();
    }
}
