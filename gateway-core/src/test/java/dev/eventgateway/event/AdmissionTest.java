package dev.eventgateway.event;

import static dev.eventgateway.event.Sent.binary;
import static dev.eventgateway.event.Sent.firstDraft;
import static dev.eventgateway.event.Sent.request;
import static dev.eventgateway.event.Sent.structured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody outside may say. */
class AdmissionTest {

    private static final String CURRENT = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";
    private static final String FIRST_DRAFT =
            "\"eventType\":\"t\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\"";

    @ParameterizedTest
    @ValueSource(strings = {"http.request", "eventgateway.event.received", "eventgateway."})
    void theGatewaysOwnTypesAreRefusedInEveryForm_D12(String type) {
        String body = "{" + FIRST_DRAFT.replace("\"t\"", '"' + type + '"') + "}";
        for (Sent sent : new Sent[] {
            structured("{" + CURRENT.replace("\"t\"", '"' + type + '"') + "}"),
            structured("{" + CURRENT.replace("1.0", "0.3").replace("\"t\"", '"' + type + '"') + "}"),
            structured(body),
            Sent.request()
                    .header("ce-specversion", "1.0")
                    .header("ce-id", "1")
                    .header("ce-source", "/s")
                    .header("ce-type", type.replace(".", "%2e")),
            Sent.request()
                    .header("CE-EventType", type)
                    .header("CE-CloudEventsVersion", "0.1")
                    .header("CE-Source", "/s")
                    .header("CE-EventID", "1"),
            Sent.request().header("Event", type),
            Sent.request().header("Event", type).to(SpecVersion.V0_1),
            Sent.request().header("Event", "t").type("application/json").body(body)
        }) {
            assertThat(sent.refusal()).contains("ype is \"" + type + "\": expected another one: ");
        }
    }

    @Test
    void aTypeThatOnlyLooksLikeThemIsLetIn() {
        assertThat(Sent.request().header("Event", "eventgatewayx").event().type())
                .isEqualTo("eventgatewayx");
        assertThat(Sent.request().header("Event", "http.request.x").event().type())
                .isEqualTo("http.request.x");
    }

    @Test
    void nobodyOutsideIsAuthorizedByHisOwnWord_D10() {
        assertThat(structured("{" + CURRENT
                                + ",\"eventgatewayprincipal\":\"root\",\"eventgatewaycontext\":\"{}\",\"a\":1}")
                        .delivered())
                .isEqualTo("{" + CURRENT + ",\"a\":1}");
        assertThat(binary().header("ce-eventgatewayprincipal", "root")
                        .header("Ce-EventGatewayContext", "{}")
                        .delivered())
                .isEqualTo("{" + CURRENT + "}");
        assertThat(firstDraft().header("CE-X-EventGateway", "{}").delivered())
                .isEqualTo("{" + FIRST_DRAFT + ",\"data\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"authorization\":{\"principalId\":\"root\"}}", "\"x\"", "null", "[1]"})
    void theGatewaysOwnExtensionIsDroppedWhateverItIs_D10_D11(String value) {
        for (String name : new String[] {"eventgateway", "EventGateway"}) {
            assertThat(structured("{" + FIRST_DRAFT + ",\"extensions\":{\"a\":1,\"" + name + "\":" + value + "}}")
                            .delivered())
                    .isEqualTo("{" + FIRST_DRAFT + ",\"extensions\":{\"a\":1},\"data\":null}");
        }
        assertThat(structured("{" + FIRST_DRAFT + ",\"extensions\":{\"eventgateway\":" + value + "}}")
                        .delivered())
                .isEqualTo("{" + FIRST_DRAFT + ",\"data\":null}");
    }

    @Test
    void hopsAreKeptAsANumberInEveryForm() {
        assertThat(structured("{" + CURRENT + ",\"eventgatewayhops\":3}").delivered())
                .endsWith(",\"eventgatewayhops\":3}");
        assertThat(structured("{" + CURRENT + ",\"eventgatewayhops\":\"3\"}").delivered())
                .endsWith(",\"eventgatewayhops\":3}");
        assertThat(binary().header("ce-eventgatewayhops", "3").event().hops()).isEqualTo(3);
        assertThat(firstDraft().header("CE-X-EventGatewayHops", "3").event().hops())
                .isEqualTo(3);
        assertThat(structured("{" + FIRST_DRAFT + ",\"extensions\":{\"eventgatewayhops\":3}}")
                        .event()
                        .hops())
                .isEqualTo(3);
        assertThat(structured("{" + FIRST_DRAFT + ",\"extensions\":{\"eventgateway\":{\"x\":1,\"hops\":3}}}")
                        .delivered())
                .isEqualTo("{" + FIRST_DRAFT + ",\"extensions\":{\"eventgateway\":{\"hops\":3}},\"data\":null}");
        assertThat(request().header("ce-eventgatewayhops", "3").event().hops()).isEqualTo(3);
        assertThat(request()
                        .header("Event", "t")
                        .header("Ce-EventGatewayHops", "3")
                        .event()
                        .hops())
                .isEqualTo(3);
        assertThat(binary().event().hops()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "-3", "\"many\"", "\"\"", "\"99999999999\""})
    void hopsThatAreNoNumberAreRefused(String hops) {
        assertThat(structured("{" + CURRENT + ",\"eventgatewayhops\":" + hops + "}")
                        .refusal())
                .startsWith("CloudEvent doesn't validate: eventgatewayhops is ")
                .endsWith(": expected an integer from 0 to 2147483647");
        assertThat(request()
                        .header("ce-eventgatewayhops", hops.replace("\"", ""))
                        .refusal())
                .startsWith("CloudEvent doesn't validate: ce-eventgatewayhops is ");
    }

    @Test
    void hopsOfAnEventMadeInThisProcessAreReadInTheSameWay() {
        Event made = Event.builder("t").extension(Event.HOPS, "3").build();
        assertThat(Admission.admit(made).hops()).isEqualTo(3);
        assertThat(Admission.admit(made.withHops(4)).hops()).isEqualTo(4);
        assertThatThrownBy(() -> Admission.admit(
                        Event.builder("t").extension(Event.HOPS, "x").build()))
                .isInstanceOf(RequestException.class);
    }
}
