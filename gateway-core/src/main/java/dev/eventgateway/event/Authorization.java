package dev.eventgateway.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an authorizer says about the sender of an event that it lets pass.
 *
 * @param principalId who the sender is
 * @param context what else the authorizer wants functions to know
 */
public record Authorization(String principalId, Map<String, String> context) {

    /**
     * Copies {@code context}.
     *
     * @throws IllegalArgumentException if {@code principalId} is empty or holds characters that an attribute cannot have
     */
    public Authorization {
        AttributeCheck.requireText("principalId", principalId);
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }

    /** {@return the context as a JSON object without any control character, so that it can be the value of an attribute} */
    String contextJson() {
        JsonOutput out = new JsonOutput(64);
        writeContext(out);
        StringBuilder json = new StringBuilder();
        EventData.wellFormedJson(out.bytes()).text().chars().forEach(each -> {
            if (Character.isISOControl(each)) {
                json.append("\\u00").append(Integer.toHexString(each));
            } else {
                json.append((char) each);
            }
        });
        return json.toString();
    }

    /** Writes this as CloudEvents 0.1 shows it. */
    void writeTo(JsonOutput out) {
        out.open('{').name("principalId").string(principalId);
        if (!context.isEmpty()) {
            writeContext(out.name("context"));
        }
        out.close('}');
    }

    private void writeContext(JsonOutput out) {
        out.open('{');
        context.forEach((name, value) -> out.name(name).string(value));
        out.close('}');
    }

    /** {@return the principal only: the context may hold secrets} */
    @Override
    public String toString() {
        return principalId;
    }
}
