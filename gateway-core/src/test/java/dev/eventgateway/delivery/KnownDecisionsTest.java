package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Authorization;
import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.AuthorizerCache;
import dev.eventgateway.routing.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownDecisionsTest {

    private static final FunctionSpec AUTHORIZER = FunctionSpec.java("auth", "auth");
    private static final Decision ADA = new Decision(Optional.of(new Authorization("ada", Map.of())));
    private static final Headers KEY = Headers.of("Authorization", "k");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final KnownDecisions known = new KnownDecisions(3, now::get);
    private final EventType type = type("a.b", "30s", "authorization");

    private static EventType type(String name, String ttl, String... headers) {
        return new EventType(
                "default",
                name,
                Optional.of("auth"),
                Optional.of(new AuthorizerCache(ttl, List.of(headers))),
                Map.of());
    }

    @Test
    void aDecisionIsKnownForItsTimeAndNotLonger() {
        known.keep(type, AUTHORIZER, KEY, ADA);
        assertThat(known.find(type, AUTHORIZER, KEY)).contains(ADA);

        now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(known.find(type, AUTHORIZER, KEY)).contains(ADA);
        now.incrementAndGet();
        assertThat(known.find(type, AUTHORIZER, KEY)).isEmpty();
    }

    @Test
    void aDenialIsKnownNoLongerThanAGrant() {
        known.keep(type, AUTHORIZER, KEY, Decision.DENIED);
        assertThat(known.find(type, AUTHORIZER, KEY)).contains(Decision.DENIED);

        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(known.find(type, AUTHORIZER, KEY)).isEmpty();
    }

    @Test
    void onlyTheNamedHeadersCountEachWithAllItsValues() {
        EventType two = type("a.b", "1m", "A", "B");
        known.keep(two, AUTHORIZER, headers("A", "1", "B", "2"), ADA);

        assertThat(known.find(two, AUTHORIZER, headers("b", "2", "a", "1", "C", "3")))
                .contains(ADA);
        for (Headers other : new Headers[] {
            headers("A", "1", "B", "3"),
            headers("A", "2", "B", "1"),
            headers("A", "1"),
            headers("A", "1", "B", ""),
            headers("A", "1", "A", "", "B", "2"),
            headers("A", "11:2"),
            headers("A", "1", "A", "2"),
            headers()
        }) {
            assertThat(known.find(two, AUTHORIZER, other)).isEmpty();
        }
    }

    @Test
    void aRequestWithoutTheHeaderIsKnownByThat() {
        known.keep(type, AUTHORIZER, headers(), Decision.DENIED);

        assertThat(known.find(type, AUTHORIZER, headers("X", "1"))).contains(Decision.DENIED);
        assertThat(known.find(type, AUTHORIZER, headers("Authorization", ""))).isEmpty();
    }

    @Test
    void nothingIsKnownAnyMoreOnceTheFunctionOrTheEventTypeIsAnother() {
        known.keep(type, AUTHORIZER, KEY, ADA);

        assertThat(known.find(type("a.b", "30s", "authorization"), AUTHORIZER, KEY))
                .isEmpty();
        assertThat(known.find(type, FunctionSpec.java("auth", "auth"), KEY)).isEmpty();
    }

    @Test
    void eachEventTypeIsDecidedForItself() {
        known.keep(type, AUTHORIZER, KEY, ADA);

        assertThat(known.find(type("a.c", "30s", "authorization"), AUTHORIZER, KEY))
                .isEmpty();
    }

    @Test
    void withoutATimeNothingIsKept() {
        EventType never = EventType.of("a.b");
        known.keep(never, AUTHORIZER, KEY, ADA);
        assertThat(known.find(never, AUTHORIZER, KEY)).isEmpty();

        EventType unreadable = type("a.b", "soon", "authorization");
        known.keep(unreadable, AUTHORIZER, KEY, ADA);
        assertThat(known.find(unreadable, AUTHORIZER, KEY)).isEmpty();
    }

    @Test
    void theOldestGoesFirstWhenThereAreTooMany() {
        for (int number = 0; number < 1_000; number++) {
            known.keep(type, AUTHORIZER, headers("Authorization", "k" + number), ADA);
        }

        for (int number = 0; number < 1_000; number++) {
            assertThat(known.find(type, AUTHORIZER, headers("Authorization", "k" + number))
                            .isPresent())
                    .isEqualTo(number >= 997);
        }
    }

    @Test
    void aDecisionThatIsRenewedTakesNoSecondPlace() {
        known.keep(type, AUTHORIZER, KEY, ADA);
        for (int number = 0; number < 10; number++) {
            known.keep(type, AUTHORIZER, KEY, Decision.DENIED);
        }
        known.keep(type, AUTHORIZER, headers("Authorization", "a"), ADA);
        known.keep(type, AUTHORIZER, headers("Authorization", "b"), ADA);

        assertThat(known.find(type, AUTHORIZER, KEY)).contains(Decision.DENIED);
    }

    private static Headers headers(String... namesAndValues) {
        Headers.Builder headers = Headers.builder();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.add(namesAndValues[at], namesAndValues[at + 1]);
        }
        return headers.build();
    }
}
