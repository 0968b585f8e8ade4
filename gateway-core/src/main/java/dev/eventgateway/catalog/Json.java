package dev.eventgateway.catalog;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java values: String, Boolean, BigDecimal (so numbers keep every digit), List, Map in the order written, and null
 * for JSON null. Hostile input ends in a {@link MalformedException}: nesting, the length of numbers and exponents have limits.
 */
final class Json {

    private static final int SHOWN_PATH = 120;
    private static final int MAX_EXPONENT = 1_000;

    private Json() {}

    /** {@return the first value of {@code text}; what follows it is not looked at, as in the original} */
    static @Nullable Object parse(String text) {
        Source source = new Source(text);
        JsonReader reader = new JsonReader(source);
        reader.setStrictness(Strictness.STRICT);
        try {
            return value(reader);
        } catch (IOException | NumberFormatException wrong) {
            throw new MalformedException(source.ended ? source.end() : "malformed JSON at " + place(reader));
        }
    }

    /**
     * {@return {@code object} as JSON text}
     *
     * @throws MalformedException for a value that JSON does not have
     */
    static String text(Map<String, ?> object) {
        StringWriter text = new StringWriter();
        JsonWriter writer = new JsonWriter(text);
        writer.setStrictness(Strictness.STRICT);
        writer.setHtmlSafe(false);
        try {
            write(writer, object);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader);
            case BEGIN_ARRAY -> array(reader);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader);
            case BOOLEAN -> reader.nextBoolean();
            default -> {
                reader.nextNull();
                yield null;
            }
        };
    }

    private static Map<String, @Nullable Object> object(JsonReader reader) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            fields.put(reader.nextName(), value(reader));
        }
        reader.endObject();
        return fields;
    }

    private static List<@Nullable Object> array(JsonReader reader) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            elements.add(value(reader));
        }
        reader.endArray();
        return elements;
    }

    /** The reader bounds the digits; without a bound on the exponent a short number could make someone write out all its zeros. */
    private static BigDecimal number(JsonReader reader) throws IOException {
        BigDecimal number = new BigDecimal(reader.nextString());
        if (Math.abs((long) number.scale()) > MAX_EXPONENT) {
            throw new MalformedException(
                    "number at " + place(reader) + ": expected an exponent of at most " + MAX_EXPONENT);
        }
        return number;
    }

    private static String place(JsonReader reader) {
        String path = reader.getPath();
        return path.length() <= SHOWN_PATH ? path : path.substring(0, SHOWN_PATH) + "…";
    }

    private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            writeObject(writer, object);
        } else if (value instanceof List<?> list) {
            writeArray(writer, list);
        } else if (value instanceof String text) {
            writer.value(text);
        } else if (value instanceof Boolean truth) {
            writer.value(truth);
        } else if (value instanceof Number number) {
            writer.value(finite(number));
        } else if (value == null) {
            writer.nullValue();
        } else {
            throw new MalformedException("a value of " + value.getClass().getName() + ", which JSON does not have");
        }
    }

    private static void writeObject(JsonWriter writer, Map<?, ?> object) throws IOException {
        writer.beginObject();
        for (Map.Entry<?, ?> field : object.entrySet()) {
            writer.name(String.valueOf(field.getKey()));
            write(writer, field.getValue());
        }
        writer.endObject();
    }

    private static void writeArray(JsonWriter writer, List<?> list) throws IOException {
        writer.beginArray();
        for (Object element : list) {
            write(writer, element);
        }
        writer.endArray();
    }

    private static Number finite(Number number) {
        if (!Double.isFinite(number.doubleValue()) && !(number instanceof BigDecimal)) {
            throw new MalformedException("a number that is not finite, which JSON does not have");
        }
        return number;
    }

    /** Notices whether more was wanted than there is. */
    private static final class Source extends StringReader {

        private final String text;
        private boolean ended;

        Source(String text) {
            super(text);
            this.text = text;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            ended = count < 0;
            return count;
        }

        String end() {
            return text.isBlank() ? "EOF" : "unexpected EOF";
        }
    }
}
