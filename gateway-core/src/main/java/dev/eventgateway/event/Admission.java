package dev.eventgateway.event;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the gateway lets in from outside: nothing that only the gateway itself may say. */
final class Admission {

    private static final String OWN_TYPES = "eventgateway.";
    private static final Set<String> OWN_EXTENSIONS =
            Set.of("eventgateway", "eventgatewayprincipal", "eventgatewaycontext");

    private Admission() {}

    /**
     * {@return the event of a draft whose attributes are checked, without the extensions that only the gateway adds}
     *
     * @throws RequestException 400 if its type is the gateway's own, or if its hops are no number
     */
    static Event admit(EventDraft draft) {
        checkType(draft);
        draft.extensions.keySet().removeIf(name -> OWN_EXTENSIONS.contains(name.toLowerCase(Locale.ROOT)));
        Optional.ofNullable(draft.extensions.get(Event.HOPS))
                .ifPresent(hops -> draft.extensions.put(Event.HOPS, ExtensionValue.of(hops(hops.text()))));
        return new Event(draft);
    }

    /** @throws RequestException 400 if the type is one that nobody may send */
    static void checkType(EventDraft draft) {
        if (draft.type.startsWith(OWN_TYPES)) {
            throw Violation.of(
                    draft.specVersion.typeName(),
                    Violation.quoted(draft.type),
                    "another one: types that begin with " + OWN_TYPES + " are the gateway's own");
        }
        if (draft.type.equals(Event.HTTP_REQUEST)) {
            throw Violation.of(
                    draft.specVersion.typeName(),
                    Violation.quoted(draft.type),
                    "another one: this one stands for HTTP requests that are no events");
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
