package dev.eventgateway.event;

import java.util.List;
import java.util.Optional;

/** Reads an event that is one JSON document. */
final class StructuredReader {

    private StructuredReader() {}

    /**
     * {@return the event in {@code body}, its attributes checked; shares the array}
     *
     * @throws RequestException 400 if there is none
     */
    static EventDraft read(byte[] body) {
        List<JsonMember> members = members(body);
        Optional<JsonSpan> version = version(members);
        if (version.isPresent()) {
            return AttributeMembers.read(members, version.get());
        }
        if (members.stream().noneMatch(member -> FirstDraftMembers.isTelling(member.name()))) {
            throw Violation.of("specversion", "missing", "\"1.0\" or \"0.3\" (or cloudEventsVersion \"0.1\")");
        }
        return FirstDraftMembers.read(members);
    }

    /** {@return the event of CloudEvents 0.1 in {@code body}, its attributes checked; shares the array} */
    static EventDraft readFirstDraft(byte[] body) {
        return FirstDraftMembers.read(members(body));
    }

    /** {@return the event of CloudEvents 1.0 or 0.3 in {@code body}, its attributes checked; shares the array} */
    static EventDraft readCurrent(byte[] body) {
        List<JsonMember> members = members(body);
        return AttributeMembers.read(
                members,
                version(members).orElseThrow(() -> Violation.of("specversion", "missing", "\"1.0\" or \"0.3\"")));
    }

    private static Optional<JsonSpan> version(List<JsonMember> members) {
        return members.stream()
                .filter(member -> member.name().equals("specversion"))
                .findFirst()
                .map(JsonMember::value);
    }

    private static List<JsonMember> members(byte[] body) {
        try {
            return JsonScanner.members(body, 0, body.length);
        } catch (MalformedJsonException e) {
            throw Violation.because("malformed JSON: " + e.getMessage());
        }
    }
}
