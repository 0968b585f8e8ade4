package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a Content-Type is read. */
class MediaTypeTest {

    @Test
    void typeSubtypeAndParametersAreRead() {
        MediaType type = parse(" Text/HTML ; Charset = \"utf\\-8\" ;boundary=a.b; ");

        assertThat(type.essence()).isEqualTo("text/html");
        assertThat(type.parameters()).isEqualTo(Map.of("charset", "utf-8", "boundary", "a.b"));
        assertThat(type.charset()).contains(StandardCharsets.UTF_8);
    }

    @Test
    void aTypeWithoutSubtypeIsLetPass() {
        assertThat(parse("text").essence()).isEqualTo("text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/|expected token after slash",
                "/json|no media type",
                "application/json; charset|invalid media parameter",
                "application/json; charset=|invalid media parameter",
                "application/json; =utf-8|invalid media parameter",
                "application/json; charset=\"utf-8|invalid media parameter",
                "application/json; a=1; A=1|duplicate parameter name",
                "application/json;;|invalid media parameter",
                "application/json text|unexpected content after the subtype",
                "a/b/c|unexpected content after the subtype",
                "tëxt/plain|unexpected content after the subtype",
                ";|no media type"
            })
    void whatCannotBeReadIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageStartingWith("Content-Type \"" + text + "\" can't be read: " + reason)
                .hasMessageEndingWith("expected type/subtype, parameters as ; name=value");
    }

    @Test
    void noneOrABlankOneMeansBytes() {
        assertThat(MediaType.of(Headers.none()).essence()).isEqualTo("application/octet-stream");
        assertThat(MediaType.of(Headers.of("Content-Type", "  ")).essence()).isEqualTo("application/octet-stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "APPLICATION/JSON; charset=utf-8", "application/vnd.api+json", "text/json"})
    void jsonIsRecognisedByTheParsedForm(String text) {
        assertThat(parse(text).isJson()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/jsonp", "json", "text/plain", "application/json-seq", "application/xml"})
    void whatOnlyLooksLikeJsonIsNot(String text) {
        assertThat(parse(text).isJson()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain; charset=klingon", "text/plain; charset=\"a b\"", "text/plain; charset=\"\""})
    void anUnknownCharsetIsNoFailure(String text) {
        assertThat(parse(text).charset()).isEmpty();
    }

    @Test
    void aCharsetIsKnownByAllItsNamesInAnyCase() {
        for (Charset charset : Charset.availableCharsets().values()) {
            assertThat(parse("text/plain; charset=" + charset.name().toLowerCase(Locale.ROOT))
                            .charset())
                    .contains(charset);
            for (String alias : charset.aliases()) {
                assertThat(parse("text/plain; charset=\"" + alias + "\"").charset())
                        .contains(Charset.forName(alias));
            }
        }
    }

    private static MediaType parse(String text) {
        return MediaType.parse("Content-Type", text);
    }
}
