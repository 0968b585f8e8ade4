package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The extensions that only the gateway adds: one object in CloudEvents 0.1, plain attributes in the later versions. */
final class OwnExtensions {

    static final String FIRST_DRAFT = "eventgateway";

    private static final String PRINCIPAL = "eventgatewayprincipal";
    private static final String CONTEXT = "eventgatewaycontext";
    private static final Set<String> NAMES = Set.of(FIRST_DRAFT, PRINCIPAL, CONTEXT);
    private static final String AUTHORIZATION = "authorization";

    private OwnExtensions() {}

    static boolean areOf(Event event) {
        return event.extensions().keySet().stream().anyMatch(OwnExtensions::isOne);
    }

    static boolean isOne(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    static void drop(EventDraft draft) {
        draft.extensions.keySet().removeIf(OwnExtensions::isOne);
    }

    /** Adds an authorization beside everything that is there. */
    static void authorize(EventDraft draft, Authorization granted) {
        if (draft.specVersion == SpecVersion.V0_1) {
            draft.extensions.put(FIRST_DRAFT, ExtensionValue.json(merged(draft, granted)));
            return;
        }
        draft.extensions.put(PRINCIPAL, ExtensionValue.of(granted.principalId()));
        if (granted.context().isEmpty()) {
            draft.extensions.remove(CONTEXT);
        } else {
            draft.extensions.put(CONTEXT, ExtensionValue.of(granted.contextJson()));
        }
    }

    private static String merged(EventDraft draft, Authorization granted) {
        JsonOutput out = new JsonOutput(128).open('{');
        for (JsonMember member : members(draft)) {
            if (!member.name().equals(AUTHORIZATION)) {
                JsonSpan value = member.value();
                out.name(member.name()).raw(value.text(), value.from(), value.to());
            }
        }
        granted.writeTo(out.name(AUTHORIZATION));
        return new String(out.close('}').bytes(), StandardCharsets.UTF_8);
    }

    /** Only the gateway can have put it there, as an object: senders cannot. */
    private static List<JsonMember> members(EventDraft draft) {
        return Optional.ofNullable(draft.extensions.get(FIRST_DRAFT))
                .map(there -> there.text().getBytes(StandardCharsets.UTF_8))
                .map(json -> JsonScanner.members(json, 0, json.length))
                .orElse(List.of());
    }
}
