package dev.eventgateway;

import dev.eventgateway.delivery.Outcome;
import dev.eventgateway.event.EventData;
import dev.eventgateway.event.GatewayReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a sender is told who has waited for what becomes of his events. */
final class AcknowledgedReply {

    private static final String TOO_LATE =
            "Not everything has ended in the time that was waited. What is pending will still be tried.";

    private AcknowledgedReply() {}

    /** {@return the reply to the sender of one event: 200, or 504 if something is pending} */
    static GatewayReply of(Duration waited, List<Outcome> outcomes) {
        return reply(
                waited,
                outcomes,
                outcomes.stream().map(each -> EventData.object(each.members())).toList());
    }

    /**
     * {@return the same to the sender of a batch}
     *
     * @param places of which event each outcome is
     */
    static GatewayReply of(Duration waited, List<Outcome> outcomes, List<Place> places) {
        return reply(
                waited,
                outcomes,
                IntStream.range(0, outcomes.size())
                        .mapToObj(at -> places.get(at).with(outcomes.get(at)))
                        .toList());
    }

    /**
     * An event of a batch, without the event itself.
     *
     * @param index its place in the batch
     * @param id its id
     */
    record Place(int index, String id) {

        private EventData with(Outcome outcome) {
            Map<String, EventData> members = new LinkedHashMap<>();
            members.put("index", EventData.json(Integer.toString(index)));
            members.put("id", EventData.text(id));
            members.putAll(outcome.members());
            return EventData.object(members);
        }
    }

    private static GatewayReply reply(Duration waited, List<Outcome> outcomes, List<EventData> written) {
        boolean pending = outcomes.stream().anyMatch(each -> each.result() == Outcome.Result.PENDING);
        Map<String, EventData> body = new LinkedHashMap<>();
        if (pending) {
            EventData error = EventData.object(Map.of("message", EventData.text(TOO_LATE)));
            body.put("errors", EventData.array(List.of(error)));
        }
        body.put("outcomes", EventData.array(written));
        String json = EventData.object(body).text() + "\n";
        return GatewayReply.of(pending ? 504 : 200, "application/json", json)
                .with("Preference-Applied", WaitPreference.text(waited));
    }
}
