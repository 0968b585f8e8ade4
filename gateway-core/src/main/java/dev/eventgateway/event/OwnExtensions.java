package dev.eventgateway.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The extensions that only the gateway adds: one object in CloudEvents 0.1, plain attributes in the later versions. */
final class OwnExtensions {

    static final String FIRST_DRAFT = "eventgateway";

    private static final String PRINCIPAL = "eventgatewayprincipal";
    private static final String CONTEXT = "eventgatewaycontext";
    private static final Set<String> NAMES = Set.of(FIRST_DRAFT, PRINCIPAL, CONTEXT);
    private static final String AUTHORIZATION = "authorization";
    private static final String HOPS = "hops";

    private OwnExtensions() {}

    static boolean areOf(Event event) {
        return event.extensions().keySet().stream().anyMatch(name -> isOne(name) || name.equals(Event.HOPS));
    }

    static boolean isOne(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    static void drop(EventDraft draft) {
        draft.extensions.keySet().removeIf(OwnExtensions::isOne);
    }

    /** {@return how often an event has passed a gateway, as its extensions say it; whatever that is, if it comes from outside} */
    static Optional<ExtensionValue> hops(SpecVersion version, Map<String, ExtensionValue> extensions) {
        Optional<ExtensionValue> plain = Optional.ofNullable(extensions.get(Event.HOPS));
        return version == SpecVersion.V0_1
                ? members(extensions).stream()
                        .filter(member -> member.name().equals(HOPS))
                        .findFirst()
                        .map(member -> ExtensionValue.of(member.value()))
                        .or(() -> plain)
                : plain;
    }

    static void setHops(EventDraft draft, int hops) {
        if (draft.specVersion == SpecVersion.V0_1) {
            draft.extensions.remove(Event.HOPS);
            merge(draft, HOPS, out -> out.raw(Integer.toString(hops)));
        } else {
            draft.extensions.put(Event.HOPS, ExtensionValue.of(hops));
        }
    }

    /** Adds an authorization beside everything that is there. */
    static void authorize(EventDraft draft, Authorization granted) {
        if (draft.specVersion == SpecVersion.V0_1) {
            merge(draft, AUTHORIZATION, granted::writeTo);
            return;
        }
        draft.extensions.put(PRINCIPAL, ExtensionValue.of(granted.principalId()));
        if (granted.context().isEmpty()) {
            draft.extensions.remove(CONTEXT);
        } else {
            draft.extensions.put(CONTEXT, ExtensionValue.of(granted.contextJson()));
        }
    }

    /** Puts a member into the object of CloudEvents 0.1, in place of the one of that name. */
    private static void merge(EventDraft draft, String name, Consumer<JsonOutput> value) {
        JsonOutput out = new JsonOutput(128).open('{');
        for (JsonMember member : members(draft.extensions)) {
            if (!member.name().equals(name)) {
                JsonSpan other = member.value();
                out.name(member.name()).raw(other.text(), other.from(), other.to());
            }
        }
        value.accept(out.name(name));
        String merged = new String(out.close('}').bytes(), StandardCharsets.UTF_8);
        draft.extensions.put(FIRST_DRAFT, ExtensionValue.json(merged));
    }

    /** What comes from outside may be no object: then it has none. */
    private static List<JsonMember> members(Map<String, ExtensionValue> extensions) {
        return Optional.ofNullable(extensions.get(FIRST_DRAFT))
                .filter(there ->
                        there.kind() == ExtensionValue.Kind.JSON && there.text().startsWith("{"))
                .map(there -> there.text().getBytes(StandardCharsets.UTF_8))
                .map(json -> JsonScanner.members(json, 0, json.length))
                .orElse(List.of());
    }
}
