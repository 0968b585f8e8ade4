package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events made in code. */
class EventTest {

    @Test
    void idSourceAndTimeAreFilledIn() {
        Event event = Event.of("user.created");

        assertThat(event.specVersion()).isEqualTo(SpecVersion.V1_0);
        assertThat(event.type()).isEqualTo("user.created");
        assertThat(event.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(event.source()).isEqualTo("/");
        assertThat(Duration.between(event.time().orElseThrow(), Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(event.data().kind()).isEqualTo(EventData.Kind.NONE);
    }

    @Test
    void callsThatAreUnderWayTogetherShareWhatIsWritten() {
        Event event = Event.of("user.created", "text/plain", "x");
        byte[] written = event.sharedStructured();

        assertThat(written).isEqualTo(event.structured());
        assertThat(event.sharedStructured()).isSameAs(written);
        assertThat(event.withHops(2).sharedStructured()).isNotEqualTo(written);
        assertThat(event.structured()).as("a copy of one's own").isNotSameAs(written);
    }

    @Test
    void dataIsWhatItsMediaTypeSays() {
        byte[] bytes = {0, 1, -1};

        assertThat(Event.of("t", "application/json", "{ }").data().kind()).isEqualTo(EventData.Kind.JSON);
        assertThat(Event.of("t", "text/plain; charset=utf-16", "é").text()).isEqualTo("é");
        assertThat(Event.of("t", "image/png", bytes).data().bytes()).isEqualTo(bytes);
        assertThat(Event.of("t", "text/plain", "é".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("é");
        assertThat(Event.of("t", "application/json", "[1]".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("[1]");
        assertThat(Event.builder("t").json("1").build().contentType()).contains("application/json");
        assertThat(Event.builder("t").text("1").build().contentType()).contains("text/plain");
    }

    @Test
    void aBuilderSetsEveryAttribute() {
        Event event = Event.builder("t")
                .id("1")
                .source("/s")
                .subject("sub")
                .time(Instant.parse("2026-01-31T09:30:00Z"))
                .schema("https://h/s")
                .extension("tenant", "acme")
                .extension("urgent", ExtensionValue.of(true))
                .extension("count", ExtensionValue.of(-1))
                .json("{ \"a\": 1.0 }")
                .build();

        assertThat(text(event))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"sub\","
                        + "\"time\":\"2026-01-31T09:30:00Z\",\"datacontenttype\":\"application/json\",\"dataschema\":\"https://h/s\","
                        + "\"tenant\":\"acme\",\"urgent\":true,\"count\":-1,\"data\":{ \"a\": 1.0 }}");
    }

    @Test
    void aBuilderServesForSeveralEvents() {
        EventBuilder builder = Event.builder("t").extension("a", "1");
        Event first = builder.build();
        Event second = builder.extension("b", "2").build();

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(first.extensions()).containsOnlyKeys("a");
        assertThat(second.extensions()).containsOnlyKeys("a", "b");
    }

    static Stream<UnaryOperator<EventBuilder>> wrong() {
        return Stream.of(
                builder -> builder.source("a b"),
                builder -> builder.subject(""),
                builder -> builder.schema(""),
                builder -> builder.id("a\n"),
                builder -> builder.extension("A", "x"),
                builder -> builder.extension("id", "x"),
                builder -> builder.extension("data", "x"),
                builder -> builder.extension("a", ExtensionValue.json("{}")),
                builder -> builder.json("{"),
                builder -> builder.data("text/", "x"),
                builder -> builder.data("application/json", new byte[] {'{'}));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatCloudEventsDoesNotAllowIsRefused(UnaryOperator<EventBuilder> mistake) {
        assertThatThrownBy(() -> mistake.apply(Event.builder("t")).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTypeIsNeeded() {
        assertThatThrownBy(() -> Event.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CloudEvent doesn't validate: type is missing or empty: expected a non-empty string");
    }

    @Test
    void copiesDifferInWhatWasSetOnly() {
        Event event = Event.builder("t").id("1").extension("a", "x").json("[ ]").build();
        Event passed = event.withHops(event.hops() + 1);
        Event named = passed.withExtension("eventgatewayprincipal", ExtensionValue.of("u"));

        assertThat(event.hops()).isZero();
        assertThat(passed.hops()).isEqualTo(1);
        assertThat(passed.withHops(2).hops()).isEqualTo(2);
        assertThat(text(passed)).isEqualTo(text(event).replace("\"a\":\"x\"", "\"a\":\"x\",\"eventgatewayhops\":1"));
        assertThat(text(named)).contains("\"eventgatewayhops\":1,\"eventgatewayprincipal\":\"u\",\"data\":[ ]");
        assertThatThrownBy(() -> event.withExtension("A", ExtensionValue.of("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void copiesOfEveryVersionKeepEverythingElse() {
        Event event = Sent.structured(
                        "{\"eventType\":\"t\",\"eventTypeVersion\":\"2\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\","
                                + "\"eventID\":\"1\",\"eventTime\":\"2026-01-31T09:30:00Z\",\"schemaURL\":\"u\",\"extensions\":{\"a\":[1.0]},"
                                + "\"contentType\":\"text/plain\",\"data\":\"x\\u0041\"}")
                .event();

        assertThat(text(event.withHops(1)))
                .isEqualTo(text(event).replace("[1.0]", "[1.0],\"eventgateway\":{\"hops\":1}"));
        assertThat(event.withHops(1).withHops(2).hops()).isEqualTo(2);
        assertThat(text(event.withExtension("eventgateway", ExtensionValue.json("{\"authorization\":{}}"))))
                .contains("\"extensions\":{\"a\":[1.0],\"eventgateway\":{\"authorization\":{}}}");
    }

    @Test
    void hopsThatSomebodySetToATextCountAsNone() {
        assertThat(Event.builder("t").extension(Event.HOPS, "x").build().hops()).isZero();
    }

    @Test
    void anEventCannotBeChangedFromOutside() {
        byte[] bytes = {1, 2, 3};
        Event event = Event.of("t", "image/png", bytes);
        bytes[0] = 9;
        event.data().bytes()[1] = 9;
        event.structured()[0] = 9;

        assertThat(event.data().bytes()).containsExactly(1, 2, 3);
        assertThat(event.structured()[0]).isEqualTo((byte) '{');
        assertThatThrownBy(() -> event.extensions().put("a", ExtensionValue.of("x")))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> event.withHops(1).extensions().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void dataCanBePutTogetherFromOtherData() {
        Map<String, EventData> members = new LinkedHashMap<>();
        members.put("a\"", EventData.json("[1.50]"));
        members.put("b", EventData.text("é\n"));
        members.put("c", EventData.binary(new byte[] {1}));
        members.put("d", EventData.none());
        members.put("e", EventData.object(Map.of()));

        assertThat(EventData.object(members).text())
                .isEqualTo("{\"a\\\"\":[1.50],\"b\":\"é\\n\",\"c\":\"AQ==\",\"d\":null,\"e\":{}}");
    }

    @Test
    void theGatewaysOwnEventsAreOfTheVersionThatItIsToldToSpeak() {
        Event current = new OwnEvents(SpecVersion.V1_0)
                .of("eventgateway.x", EventData.json("{}"), Event.of("t").withHops(2));
        Event old = new OwnEvents(SpecVersion.V0_1).of("eventgateway.x", EventData.json("{}"), current);

        assertThat(text(current))
                .startsWith("{\"specversion\":\"1.0\",")
                .endsWith("\"datacontenttype\":\"application/json\",\"eventgatewayhops\":2,\"data\":{}}");
        assertThat(text(old))
                .contains("\"cloudEventsVersion\":\"0.1\"")
                .contains(
                        "\"extensions\":{\"eventgateway\":{\"transformed\":\"true\",\"transformation-version\":\"0.1\",\"hops\":2}}");
    }

    @Test
    void d41AnAuthorizationStandsBesideWhatTheGatewayItselfHasPutThere() {
        Event made = Sent.request().to(SpecVersion.V0_1).event();

        Event authorized = made.withAuthorization(new Authorization("ada", Map.of()))
                .withAuthorization(new Authorization("bob", Map.of("a", "b")));

        assertThat(authorized.extension("eventgateway"))
                .contains("{\"transformed\":\"true\",\"transformation-version\":\"0.1\","
                        + "\"authorization\":{\"principalId\":\"bob\",\"context\":{\"a\":\"b\"}}}");
        Event current = Event.of("t")
                .withAuthorization(new Authorization("ada", Map.of("a", "b")))
                .withAuthorization(new Authorization("bob", Map.of()));
        assertThat(current.extensions()).containsOnlyKeys("eventgatewayprincipal");
    }

    @Test
    void aPrincipalIsATextThatAnAttributeCanHave() {
        for (String principal : new String[] {"", "a\n", "a\u0085", "\ud83d"}) {
            assertThatThrownBy(() -> new Authorization(principal, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("principalId");
        }
        assertThat(new Authorization("ada", Map.of("token", "secret"))).hasToString("ada");
    }

    @Test
    void onlyAPlainRequestHasCredentialsToTakeOut() {
        Event event = Event.of("t", "application/json", "{\"headers\":{\"Authorization\":\"x\"}}");
        assertThat(event.withoutCredentials()).isSameAs(event);

        Event request = Sent.request()
                .header("Cookie", "c")
                .header("X-A", "é\"")
                .header("authorization", "x")
                .type("text/plain")
                .body("Authorization: mine")
                .event();
        assertThat(request.withoutCredentials().text())
                .isEqualTo(
                        request.text().replace("\"Authorization\":\"x\",", "").replace("\"Cookie\":\"c\",", ""))
                .contains("{\"headers\":{\"Content-Type\"");
    }

    @Test
    void noSecretIsShownByToString() {
        Event event = Event.builder("t")
                .id("1")
                .extension("token", "secret")
                .text("secret")
                .build();

        assertThat(event.toString()).isEqualTo("t 1 from /");
        assertThat(event.data().toString()).isEqualTo("TEXT of 6 bytes");
    }

    @Test
    void anExtensionValueIsWhatItSays() {
        assertThatThrownBy(() -> new ExtensionValue(ExtensionValue.Kind.INTEGER, "1.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"1.0\" is no extension value of kind INTEGER");
        assertThatThrownBy(() -> new ExtensionValue(ExtensionValue.Kind.BOOLEAN, "yes"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExtensionValue.json("{")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(Event event) {
        return new String(event.structured(), StandardCharsets.UTF_8);
    }
}
