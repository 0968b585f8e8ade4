package dev.eventgateway.event;

import java.util.Optional;

/** What the gateway lets in from outside: nothing that only the gateway itself may say. */
final class Admission {

    static final String HOPS_HEADER = "ce-" + Event.HOPS;

    private Admission() {}

    /**
     * {@return the event of a draft whose attributes are checked, without the extensions that only the gateway adds}
     *
     * @throws RequestException 400 if its type is the gateway's own, or if it does not say in a number how often it has
     *     passed a gateway
     */
    static Event admit(EventDraft draft) {
        checkType(draft);
        return withoutOwn(draft);
    }

    /** {@return an event from within this process, without the extensions that only the gateway adds} */
    static Event admit(Event event) {
        checkNotOwn(event.specVersion(), event.type());
        return OwnExtensions.areOf(event) ? withoutOwn(event.draft()) : event;
    }

    /** How often it has passed a gateway is kept: it can only lead to refusal. */
    private static Event withoutOwn(EventDraft draft) {
        Optional<ExtensionValue> hops = OwnExtensions.hops(draft.specVersion, draft.extensions);
        OwnExtensions.drop(draft);
        hops.ifPresent(value -> OwnExtensions.setHops(draft, hops(Event.HOPS, value.text())));
        return new Event(draft);
    }

    /** Notes how often what an HTTP request stands for has passed a gateway. */
    static void readHops(Headers headers, EventDraft draft) {
        headers.first(HOPS_HEADER).ifPresent(text -> OwnExtensions.setHops(draft, hops(HOPS_HEADER, text)));
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

    static int hops(String name, String text) {
        try {
            int hops = Integer.parseInt(text);
            if (hops >= 0) {
                return hops;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Violation.of(name, Violation.quoted(text), "an integer from 0 to " + Integer.MAX_VALUE);
    }
}
