package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizerCacheTest {

    @ParameterizedTest
    @CsvSource({"1ms,1", "500ms,500", "30s,30000", "5m,300000", "24h,86400000"})
    void aTimeIsANumberAndAUnit(String ttl, long millis) {
        AuthorizerCache cache = new AuthorizerCache(ttl, List.of("Authorization"));
        assertThat(cache.problem()).isEmpty();
        assertThat(cache.ttlMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0s", "30", "s", "-1s", "1.5s", "30 s", "30S", "1d", "25h", "999999999h", "9999999999ms"})
    void anotherTextIsNoTimeAndKeepsNothing(String ttl) {
        AuthorizerCache cache = new AuthorizerCache(ttl, List.of("Authorization"));
        assertThat(cache.problem()).contains("expected a ttl up to 24h, such as 500ms, 30s or 5m");
        assertThat(cache.ttlMillis()).isZero();
    }

    @Test
    void itNamesFromOneToSixteenHeaders() {
        assertThat(new AuthorizerCache("1s", Collections.nCopies(16, "A")).problem())
                .isEmpty();
        for (List<String> headers :
                List.of(List.<String>of(), Collections.nCopies(17, "A"), List.of(""), List.of("A:"), List.of("ä"))) {
            assertThat(new AuthorizerCache("1s", headers).problem()).contains("expected from 1 to 16 names of headers");
        }
    }
}
