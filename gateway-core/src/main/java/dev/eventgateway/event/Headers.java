package dev.eventgateway.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The headers of a request or a reply: names without regard to case, several values each. Immutable. */
public final class Headers {

    private static final Headers EMPTY = new Headers(List.of());

    /** Sorted by name. A list, as every request makes and walks through several of them, and hardly one has twenty names. */
    private final List<Field> fields;

    private record Field(String name, List<String> values) {}

    private Headers(List<Field> fields) {
        this.fields = fields;
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
        int at = find(fields, name);
        return at < 0 ? List.of() : fields.get(at).values();
    }

    /** {@return whether there are no headers} */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** {@return where the name is; if it is not there, {@code -1} less where it would be} */
    private static int find(List<Field> fields, String name) {
        int from = 0;
        int to = fields.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            int order = String.CASE_INSENSITIVE_ORDER.compare(fields.get(middle).name(), name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return -1 - from;
    }

    /** Visits each name, as written, with its values. The order of names is alphabetical. */
    public void forEach(BiConsumer<String, List<String>> visitor) {
        for (Field field : fields) {
            visitor.accept(field.name(), field.values());
        }
    }

    /** {@return a builder that begins with these headers} */
    public Builder toBuilder() {
        Builder builder = builder();
        builder.fields.addAll(fields);
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
        if (!(other instanceof Headers that) || fields.size() != that.fields.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            Field theirs = that.fields.get(i);
            if (!field.name().equalsIgnoreCase(theirs.name()) || !field.values().equals(theirs.values())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Field field : fields) {
            hash += field.name().toLowerCase(Locale.ROOT).hashCode()
                    ^ field.values().hashCode();
        }
        return hash;
    }

    /** {@return the names only: values may be secrets} */
    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString();
    }

    /** Collects headers; not safe for use by several threads. */
    public static final class Builder {

        private final List<Field> fields = new ArrayList<>();

        private Builder() {}

        /** Adds a value, behind those that the name already has. */
        public Builder add(String name, String value) {
            int at = find(fields, name);
            if (at < 0) {
                fields.add(-1 - at, new Field(name, List.of(value)));
            } else {
                List<String> all = new ArrayList<>(fields.get(at).values());
                all.add(value);
                fields.set(at, new Field(fields.get(at).name(), Collections.unmodifiableList(all)));
            }
            return this;
        }

        /** Replaces what the name has by one value. */
        public Builder set(String name, String value) {
            int at = find(fields, name);
            if (at < 0) {
                return add(name, value);
            }
            fields.set(at, new Field(fields.get(at).name(), List.of(value)));
            return this;
        }

        /** {@return what was collected; the builder must not be used again} */
        public Headers build() {
            return new Headers(Collections.unmodifiableList(fields));
        }
    }
}
