package dev.eventgateway.event;

import java.util.Optional;

/** What the gateway lets in from outside: nothing that only the gateway itself may say. */
final class Admission {

    private Admission() {}

    /**
     * {@return the event of a draft whose attributes are checked, without the extensions that only the gateway adds}
     *
     * @throws RequestException 400 if its type is the gateway's own, or if its hops are no number
     */
    static Event admit(EventDraft draft) {
        checkType(draft);
        OwnExtensions.drop(draft);
        Optional.ofNullable(draft.extensions.get(Event.HOPS))
                .ifPresent(hops -> draft.extensions.put(Event.HOPS, ExtensionValue.of(hops(hops.text()))));
        return new Event(draft);
    }

    /** {@return an event from within this process, without the extensions that only the gateway adds} */
    static Event admit(Event event) {
        checkNotOwn(event.specVersion(), event.type());
        if (!OwnExtensions.areOf(event)) {
            return event;
        }
        EventDraft draft = event.draft();
        OwnExtensions.drop(draft);
        return new Event(draft);
    }

    /** @throws RequestException 400 if the type is one that nobody may send */
    static void checkType(EventDraft draft) {
        checkNotOwn(draft.specVersion, draft.type);
        if (draft.type.equals(Event.HTTP_REQUEST)) {
            throw Violation.of(
                    draft.specVersion.typeName(),
                    Violation.quoted(draft.type),
                    "another one: this one stands for HTTP requests that are no events");
        }
    }

    private static void checkNotOwn(SpecVersion version, String type) {
        if (type.startsWith(OwnEvents.TYPES)) {
            throw Violation.of(
                    version.typeName(),
                    Violation.quoted(type),
                    "another one: types that begin with " + OwnEvents.TYPES + " are the gateway's own");
        }
    }

    private static int hops(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw Violation.of(Event.HOPS, Violation.quoted(text), "an integer of 32 bits");
        }
    }
}
