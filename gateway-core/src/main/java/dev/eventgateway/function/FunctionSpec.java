package dev.eventgateway.function;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A function as it is registered.
 *
 * @param space the space it belongs to
 * @param functionId its name within the space
 * @param type selects the provider that calls it, for example {@code http} or {@code java}
 * @param provider what that provider needs to know
 * @param protection how many calls are good for it
 * @param metadata the registrant's own notes
 */
public record FunctionSpec(
        String space,
        String functionId,
        String type,
        ProviderConfig provider,
        Protection protection,
        Map<String, String> metadata) {

    static final String MODE = "mode";
    static final String PROXY = "proxy";

    /** The space of those who name none. */
    public static final String DEFAULT_SPACE = "default";

    /** Copies {@code metadata}. */
    public FunctionSpec {
        metadata = Map.copyOf(metadata);
    }

    /** A function whose calls are not limited. */
    public FunctionSpec(
            String space, String functionId, String type, ProviderConfig provider, Map<String, String> metadata) {
        this(space, functionId, type, provider, Protection.NONE, metadata);
    }

    /** {@return a function behind an HTTP address, in the default space} */
    public static FunctionSpec http(String functionId, String url) {
        return new FunctionSpec(DEFAULT_SPACE, functionId, "http", ProviderConfig.of("url", url), Map.of());
    }

    /** {@return a function written in Java, in the default space, registered in code under the name {@code handler}} */
    public static FunctionSpec java(String functionId, String handler) {
        return new FunctionSpec(DEFAULT_SPACE, functionId, "java", ProviderConfig.of("handler", handler), Map.of());
    }

    /** {@return this http function in proxy mode: it gets requests as they were sent, and its answers are the replies} */
    public FunctionSpec asProxy() {
        Map<String, Object> fields = new LinkedHashMap<>(provider.fields());
        fields.put(MODE, PROXY);
        return new FunctionSpec(space, functionId, type, ProviderConfig.of(fields), protection, metadata);
    }

    /** {@return whether it is an http function in proxy mode} */
    public boolean isProxy() {
        return type.equals("http") && PROXY.equals(provider.fields().get(MODE));
    }

    /** {@return this function in another space} */
    public FunctionSpec inSpace(String other) {
        return new FunctionSpec(other, functionId, type, provider, protection, metadata);
    }

    /** {@return this function, protected by {@code limits}} */
    public FunctionSpec withProtection(Protection limits) {
        return new FunctionSpec(space, functionId, type, provider, limits, metadata);
    }
}
