package dev.eventgateway.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code provider} object of a function: a JSON object as plain Java values, that is String, Boolean, BigDecimal, List and
 * Map. Immutable; field order is kept, and so are names as they were written, though they match without regard to case.
 */
public final class ProviderConfig {

    private final Map<String, Object> fields;

    private ProviderConfig(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** {@return a configuration of one text field} */
    public static ProviderConfig of(String name, String value) {
        return of(Map.of(name, value));
    }

    /** {@return a configuration of these fields, deeply copied} */
    public static ProviderConfig of(Map<String, ?> fields) {
        return new ProviderConfig(copyOf(fields));
    }

    /** {@return the names of the fields, in order} */
    public Set<String> names() {
        return fields.keySet();
    }

    /** {@return the fields with their values, in order} */
    public Map<String, Object> fields() {
        return fields;
    }

    /**
     * {@return the text of {@code name}, empty if the field is absent; if it is there twice, the last one}
     *
     * @throws InvalidProviderException if the field is something other than text
     */
    public Optional<String> text(String name) {
        String text = null;
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (field.getKey().equalsIgnoreCase(name) && field.getValue() != null) {
                text = textOf(name, field.getValue());
            }
        }
        return Optional.ofNullable(text);
    }

    private static String textOf(String name, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidProviderException("provider field \"" + name + "\": expected a string");
    }

    /** {@return this configuration without those fields} */
    public ProviderConfig without(Set<String> names) {
        Map<String, Object> fewer = new LinkedHashMap<>(fields);
        fewer.keySet().removeIf(field -> names.stream().anyMatch(field::equalsIgnoreCase));
        return new ProviderConfig(Collections.unmodifiableMap(fewer));
    }

    private static Map<String, Object> copyOf(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), copyOfValue(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object copyOfValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return copyOf(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(copyOfValue(element)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProviderConfig that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** {@return the names of the fields only: values may be secrets} */
    @Override
    public String toString() {
        return fields.keySet().toString();
    }
}
