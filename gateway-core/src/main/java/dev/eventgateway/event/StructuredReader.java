package dev.eventgateway.event;

import java.util.List;

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
        for (JsonMember member : members) {
            if (member.name().equals("specversion")) {
                return AttributeMembers.read(members, member.value());
            }
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

    private static List<JsonMember> members(byte[] body) {
        try {
            return JsonScanner.members(body, 0, body.length);
        } catch (MalformedJsonException e) {
            throw Violation.because("malformed JSON: " + e.getMessage());
        }
    }
}
