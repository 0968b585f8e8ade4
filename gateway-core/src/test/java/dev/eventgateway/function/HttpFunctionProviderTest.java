package dev.eventgateway.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's own provider of type {@code http}, on the JDK's client. */
class HttpFunctionProviderTest extends HttpFunctionContract {

    @Override
    protected FunctionProvider open(Duration timeout, int room) {
        return new HttpFunctionProvider(timeout, room);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/path",
                "localhost:8080",
                "ftp://host/",
                "file:///etc/passwd",
                "http://",
                "http:///path",
                "http://user:secret@host/",
                "http://host/#part",
                "http://host:99999/",
                "http://ho st/",
                "mailto:a@b"
            })
    void anAddressThatIsNoHttpAddressIsRefusedWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> HttpFunctionProvider.checked(ProviderConfig.of("url", url)))
                .isInstanceOf(InvalidProviderException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void onlyTheKnownFieldsAreKept() {
        ProviderConfig kept = HttpFunctionProvider.checked(ProviderConfig.of(Map.of("url", "http://h/", "other", "x")));

        assertThat(kept).isEqualTo(ProviderConfig.of("url", "http://h/"));
    }

    @Test
    void namesOfFieldsMatchWithoutRegardToCase() {
        ProviderConfig kept =
                HttpFunctionProvider.checked(ProviderConfig.of(Map.of("URL", "http://h/", "Mode", "event")));

        assertThat(kept).isEqualTo(ProviderConfig.of(Map.of("url", "http://h/", "mode", "event")));
    }

    @Test
    void aFieldOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> HttpFunctionProvider.checked(ProviderConfig.of(Map.of("url", new BigDecimal(1)))))
                .isInstanceOf(InvalidProviderException.class)
                .hasMessageContaining("\"url\"");
        assertThatThrownBy(() -> HttpFunctionProvider.checked(
                        ProviderConfig.of(Map.of("url", "http://h/", "mode", "backwards"))))
                .isInstanceOf(InvalidProviderException.class)
                .hasMessageContaining("\"mode\"");
    }
}
