package dev.eventgateway.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a JSON array of events of CloudEvents 1.0 and 0.3. */
final class BatchReader {

    /** One takes twenty times as much memory as text: a small body must not take a lot. */
    static final int MAX_EXTENSIONS = 20_000;

    private final List<Event> events = new ArrayList<>();
    private final List<RefusedEvent> refused = new ArrayList<>();
    private int extensions;

    private BatchReader() {}

    /**
     * {@return what {@code body} holds}
     *
     * @throws RequestException 400 if it is no JSON array, 413 if it has more than {@code most} elements, or their
     *     extension attributes are too many
     */
    static EventBatch read(byte[] body, int most) {
        List<JsonSpan> elements = elements(body, most);
        BatchReader reader = new BatchReader();
        for (int index = 0; index < elements.size(); index++) {
            reader.read(index, elements.get(index));
            reader.requireFewExtensions();
        }
        return new EventBatch(reader.events, reader.refused);
    }

    private static List<JsonSpan> elements(byte[] body, int most) {
        List<JsonSpan> elements;
        try {
            elements = JsonScanner.elements(body, most);
        } catch (MalformedJsonException e) {
            throw RequestException.malformed("Batch doesn't validate: malformed JSON: " + e.getMessage());
        }
        if (elements.size() > most) {
            throw new RequestException(413, "The batch holds more than " + most + " events.");
        }
        return elements;
    }

    /** Copies the element: an event that waits long must not keep the whole batch. */
    private void read(int index, JsonSpan element) {
        byte[] json = Arrays.copyOfRange(element.text(), element.from(), element.to());
        try {
            Event event = Admission.admit(StructuredReader.readCurrent(json));
            events.add(event);
            extensions += event.extensions().size();
        } catch (RequestException e) {
            refused.add(new RefusedEvent(index, id(json), String.valueOf(e.getMessage())));
        }
    }

    private void requireFewExtensions() {
        if (extensions > MAX_EXTENSIONS) {
            throw new RequestException(
                    413, "The events of the batch have more than " + MAX_EXTENSIONS + " extension attributes in all.");
        }
    }

    private static Optional<String> id(byte[] json) {
        try {
            return JsonScanner.members(json, 0, json.length).stream()
                    .filter(member ->
                            member.name().equals("id") && member.value().isString())
                    .findFirst()
                    .map(member -> member.value().string());
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }
}
