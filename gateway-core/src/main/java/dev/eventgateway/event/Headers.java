package dev.eventgateway.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The headers of a request or a reply: names without regard to case, several values each. Immutable. */
public final class Headers {

    private static final Headers EMPTY = new Headers(Map.of());

    private final Map<String, List<String>> values;

    private Headers(Map<String, List<String>> values) {
        this.values = values;
    }

    /** {@return no headers} */
    public static Headers none() {
        return EMPTY;
    }

    /** {@return one header} */
    public static Headers of(String name, String value) {
        return builder().add(name, value).build();
    }

    /** {@return an empty builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the first value of {@code name}, empty if there is none} */
    public Optional<String> first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    /** {@return all values of {@code name}, in the order received} */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** {@return whether there are no headers} */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Visits each name, as written, with its values. The order of names is alphabetical. */
    public void forEach(BiConsumer<String, List<String>> visitor) {
        values.forEach(visitor);
    }

    /** {@return a builder that begins with these headers} */
    public Builder toBuilder() {
        Builder builder = builder();
        values.forEach((name, all) -> builder.values.put(name, new ArrayList<>(all)));
        return builder;
    }

    /** {@return these headers without those by which a sender proves who he is} */
    public Headers withoutCredentials() {
        Builder rest = builder();
        forEach((name, all) -> {
            if (!Credentials.isOne(name)) {
                all.forEach(value -> rest.add(name, value));
            }
        });
        return rest.build();
    }

    /** {@return these headers, but {@code Host}, as the data of an {@code http.request} event shows them} */
    public EventData asData() {
        JsonOutput out = new JsonOutput(256);
        HttpRequestData.writeHeaders(this, out);
        return EventData.wellFormedJson(out.bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, List<String>> header : values.entrySet()) {
            hash += header.getKey().toLowerCase(Locale.ROOT).hashCode()
                    ^ header.getValue().hashCode();
        }
        return hash;
    }

    /** {@return the names only: values may be secrets} */
    @Override
    public String toString() {
        return values.keySet().toString();
    }

    /** Collects headers; not safe for use by several threads. */
    public static final class Builder {

        private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder() {}

        /** Adds a value, behind those that the name already has. */
        public Builder add(String name, String value) {
            values.computeIfAbsent(name, unused -> new ArrayList<>(1)).add(value);
            return this;
        }

        /** Replaces what the name has by one value. */
        public Builder set(String name, String value) {
            values.put(name, new ArrayList<>(List.of(value)));
            return this;
        }

        /** {@return what was collected; the builder must not be used again} */
        public Headers build() {
            values.replaceAll((name, all) -> Collections.unmodifiableList(all));
            return new Headers(Collections.unmodifiableMap(values));
        }
    }
}
