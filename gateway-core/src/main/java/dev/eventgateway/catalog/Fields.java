package dev.eventgateway.catalog;

import dev.eventgateway.function.TimeSpan;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document that somebody wrote as JSON. Names match without regard to case; JSON null counts as absent; of a field
 * written twice the last one counts.
 */
final class Fields {

    private final Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Fields(Map<?, ?> object) {
        object.forEach((name, value) -> {
            if (value != null) {
                values.put(String.valueOf(name), value);
            }
        });
    }

    /**
     * {@return the fields of the object that {@code json} is; none if it is {@code null}}
     *
     * @throws MalformedException if it is neither
     */
    static Fields parse(String json) {
        Object value = Json.parse(json);
        if (value == null) {
            return new Fields(Map.of());
        }
        if (value instanceof Map<?, ?> object) {
            return new Fields(object);
        }
        throw new MalformedException("found " + nameOf(value) + ", expected an object");
    }

    /** {@return the text of {@code name}, empty if it is absent} */
    String text(String name) {
        return optionalText(name).orElse("");
    }

    /** {@return the text of {@code name}} */
    Optional<String> optionalText(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw wrong(name, value, "a string");
    }

    /** {@return whether {@code name} is true; not if it is absent} */
    boolean truth(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof Boolean) {
            return value != null && (Boolean) value;
        }
        throw wrong(name, value, "a boolean");
    }

    /** {@return the number {@code name}} */
    Optional<Double> number(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof BigDecimal) {
            return Optional.ofNullable((BigDecimal) value).map(BigDecimal::doubleValue);
        }
        throw wrong(name, value, "a number");
    }

    /** {@return the whole number {@code name}} */
    Optional<Integer> wholeNumber(String name) {
        return number(name).map(number -> {
            if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
                throw new MalformedException("field \"" + name + "\": expected a whole number");
            }
            return number.intValue();
        });
    }

    /** {@return the time span {@code name}; whether it is one, its user checks} */
    Optional<TimeSpan> timeSpan(String name) {
        return optionalText(name).map(TimeSpan::new);
    }

    /** {@return the array {@code name}, whose elements are text or null, which is the empty text; empty if it is absent} */
    List<String> list(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> textOf(name, element, "an array of strings"))
                    .toList();
        }
        throw wrong(name, value, "an array");
    }

    /** {@return the object {@code name}, whose values may be null} */
    Optional<Map<String, Object>> object(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> object) {
            @SuppressWarnings("unchecked") // Json makes no other maps
            Map<String, Object> fields = (Map<String, Object>) object;
            return Optional.of(fields);
        }
        throw wrong(name, value, "an object");
    }

    /** {@return the fields of the object {@code name}} */
    Optional<Fields> fields(String name) {
        return object(name).map(Fields::new);
    }

    /** {@return the array {@code name}, whose elements are all text; empty if it is absent} */
    List<String> textList(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(name, value, "an array of strings");
    }

    /** {@return the object {@code name}, whose values are all text; empty if it is absent} */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new TreeMap<>();
        object(name)
                .orElse(Map.of())
                .forEach((key, value) -> texts.put(key, textOf(name, value, "an object of strings")));
        return texts;
    }

    private static String textOf(String name, @Nullable Object value, String expected) {
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, value, expected);
    }

    private static MalformedException wrong(String name, Object found, String expected) {
        return new MalformedException("field \"" + name + "\": found " + nameOf(found) + ", expected " + expected);
    }

    private static String nameOf(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof BigDecimal) {
            return "a number";
        }
        return value instanceof Boolean ? "a boolean" : "a string";
    }
}
