package dev.eventgateway.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a JSON array of events of CloudEvents 1.0 and 0.3. */
final class BatchReader {

    private final List<Event> events = new ArrayList<>();
    private final List<RefusedEvent> refused = new ArrayList<>();

    private BatchReader() {}

    /**
     * {@return what {@code body} holds}
     *
     * @throws RequestException 400 if it is no JSON array, 413 if it has more than {@code most} elements
     */
    static EventBatch read(byte[] body, int most) {
        List<JsonSpan> elements = elements(body, most);
        BatchReader reader = new BatchReader();
        for (int index = 0; index < elements.size(); index++) {
            reader.read(index, elements.get(index));
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
            events.add(Admission.admit(StructuredReader.readCurrent(json)));
        } catch (RequestException e) {
            refused.add(new RefusedEvent(index, id(json), String.valueOf(e.getMessage())));
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
