package dev.eventgateway.event;

import java.util.ArrayList;
import java.util.List;

/** The rules of CloudEvents 0.1 on attributes, and the words in which the original gateway reported their breach. */
final class FirstDraftCheck {

    private FirstDraftCheck() {}

    /**
     * @param version the version that the event states; empty if it states none
     * @throws RequestException 400 with one line for each attribute that is missing or malformed
     */
    static void check(EventDraft draft, String version) {
        List<String> lines = new ArrayList<>();
        require(draft.type.isEmpty(), "EventType", "required", lines);
        require(version.isEmpty(), "CloudEventsVersion", "required", lines);
        require(!UriReference.isRequestUri(draft.source), "Source", "uri", lines);
        require(draft.id.isEmpty(), "EventID", "required", lines);
        if (!lines.isEmpty()) {
            throw Violation.because(String.join("\n", lines));
        }
        if (!version.equals(SpecVersion.V0_1.text())) {
            throw Violation.of(
                    "cloudEventsVersion", Violation.quoted(version), "0.1 (or an event with specversion 0.3 or 1.0)");
        }
        AttributeCheck.checkType(draft);
        draft.time.ifPresent(time -> AttributeCheck.checkTime("eventTime", time));
    }

    private static void require(boolean broken, String field, String rule, List<String> lines) {
        if (broken) {
            lines.add("Key: 'Event." + field + "' Error:Field validation for '" + field + "' failed on the '" + rule
                    + "' tag");
        }
    }
}
