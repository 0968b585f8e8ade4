package dev.eventgateway.event;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One event, as received or as made here: the attributes of CloudEvents 1.0, 0.3 or 0.1 and the data. Immutable; the
 * {@code with…} methods return changed copies that share the data.
 */
public final class Event {

    /** The type of what is no event but a plain HTTP request. */
    public static final String HTTP_REQUEST = "http.request";

    /**
     * The extension that counts how often an event has passed through a gateway. In CloudEvents 0.1 it is the member {@code hops} of the
     * extension {@code eventgateway}.
     */
    public static final String HOPS = "eventgatewayhops";

    private final SpecVersion specVersion;
    private final String id;
    private final String source;
    private final String type;
    private final Optional<String> typeVersion;
    private final Optional<String> subject;
    private final Optional<String> time;
    private final Optional<String> contentType;
    private final Optional<String> schema;
    private final Map<String, ExtensionValue> extensions;
    private final EventData data;

    /** What {@link #sharedStructured} wrote, as long as somebody else holds it: an event that waits takes no more memory. */
    private volatile WeakReference<byte[]> written = new WeakReference<>(null);

    Event(EventDraft draft) {
        this.specVersion = draft.specVersion;
        this.id = draft.id;
        this.source = draft.source;
        this.type = draft.type;
        this.typeVersion = draft.typeVersion;
        this.subject = draft.subject;
        this.time = draft.time;
        this.contentType = draft.contentType;
        this.schema = draft.schema;
        this.extensions = ordered(draft.extensions);
        this.data = draft.data;
    }

    /** {@return an event of CloudEvents 1.0 without data; id, source and time are filled in} */
    public static Event of(String type) {
        return builder(type).build();
    }

    /**
     * {@return an event of CloudEvents 1.0 with a text as data; id, source and time are filled in}
     *
     * @param contentType for example {@code text/plain} or {@code application/json}
     * @throws IllegalArgumentException if {@code contentType} is no media type, or says JSON and {@code data} is none
     */
    public static Event of(String type, String contentType, String data) {
        return builder(type).data(contentType, data).build();
    }

    /**
     * {@return an event of CloudEvents 1.0 with bytes as data; id, source and time are filled in} The media type decides
     * what they are: JSON and text stay readable for the functions.
     *
     * @throws IllegalArgumentException if {@code contentType} is no media type, or says JSON and {@code data} is none
     */
    public static Event of(String type, String contentType, byte[] data) {
        return builder(type).data(contentType, data).build();
    }

    /** {@return a builder of an event of CloudEvents 1.0} */
    public static EventBuilder builder(String type) {
        return new EventBuilder(type);
    }

    /** {@return the version of CloudEvents that the event is written in} */
    public SpecVersion specVersion() {
        return specVersion;
    }

    /** {@return the id, unique within the source} */
    public String id() {
        return id;
    }

    /** {@return where the event comes from: a URI reference} */
    public String source() {
        return source;
    }

    /** {@return the event type, for example {@code user.created}} */
    public String type() {
        return type;
    }

    /** {@return what within the source the event is about} */
    public Optional<String> subject() {
        return subject;
    }

    /** {@return when it happened} */
    public Optional<Instant> time() {
        return time.flatMap(Rfc3339::parse);
    }

    /** {@return the media type of the data, as sent} */
    public Optional<String> contentType() {
        return contentType;
    }

    /** {@return the schema of the data: a URI} */
    public Optional<String> schema() {
        return schema;
    }

    /** {@return the extension attributes in the order received, read-only} */
    public Map<String, ExtensionValue> extensions() {
        return extensions;
    }

    /** {@return the value of one extension attribute: a string as it is, everything else as JSON text} */
    public Optional<String> extension(String name) {
        return Optional.ofNullable(extensions.get(name)).map(ExtensionValue::text);
    }

    /** {@return how often the event has passed through a gateway} */
    public int hops() {
        return OwnExtensions.hops(specVersion, extensions)
                .filter(hops -> hops.kind() == ExtensionValue.Kind.INTEGER)
                .map(hops -> Integer.parseInt(hops.text()))
                .orElse(0);
    }

    /** {@return the data} */
    public EventData data() {
        return data;
    }

    /** {@return the data as a string: the JSON text, the text, or the bytes read as UTF-8; empty if there is none} */
    public String text() {
        return data.text();
    }

    /**
     * {@return the event as one CloudEvents JSON document, in its own version} Written anew on each call: who needs it more
     * than once keeps it.
     */
    public byte[] structured() {
        return StructuredWriter.write(this);
    }

    /** {@return the same as {@link #structured}, but written once for all calls that are under way: nobody may change it} */
    public byte[] sharedStructured() {
        byte[] known = written.get();
        if (known != null) {
            return known;
        }
        byte[] json = structured();
        written = new WeakReference<>(json);
        return json;
    }

    /** {@return the event as JSON data, to be put into another event} */
    public EventData asData() {
        return EventData.wellFormedJson(structured());
    }

    /** {@return this event after {@code hops} passages through a gateway} */
    public Event withHops(int hops) {
        EventDraft draft = draft();
        OwnExtensions.setHops(draft, hops);
        return new Event(draft);
    }

    /**
     * {@return this event with one extension added or replaced}
     *
     * @throws IllegalArgumentException if its version does not allow such a name or value
     */
    public Event withExtension(String name, ExtensionValue value) {
        try {
            AttributeCheck.checkExtension(specVersion, name, value);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        EventDraft draft = draft();
        draft.extensions.put(name, value);
        return new Event(draft);
    }

    /** {@return this event with what an authorizer says about its sender, beside all extensions that it has} */
    public Event withAuthorization(Authorization granted) {
        EventDraft draft = draft();
        OwnExtensions.authorize(draft, granted);
        return new Event(draft);
    }

    /**
     * {@return this {@code http.request} event without the headers by which its sender proved who he is; any other event as
     * it is}
     */
    public Event withoutCredentials() {
        if (!type.equals(HTTP_REQUEST)) {
            return this;
        }
        EventDraft draft = draft();
        draft.data = HttpRequestData.withoutCredentials(data);
        return new Event(draft);
    }

    /**
     * {@return this {@code http.request} event with other path parameters; any other event as it is}
     *
     * @param params the decoded values by name; where there are none, the event says {@code null}
     */
    public Event withParams(Map<String, String> params) {
        if (!type.equals(HTTP_REQUEST)) {
            return this;
        }
        if (params.isEmpty() && !HttpRequestData.hasParams(data)) {
            return this;
        }
        EventDraft draft = draft();
        draft.data = HttpRequestData.withParams(data, params);
        return new Event(draft);
    }

    /** {@return type, id and source: data and extensions may be secrets} */
    @Override
    public String toString() {
        return type + " " + id + " from " + source;
    }

    Optional<String> typeVersion() {
        return typeVersion;
    }

    Optional<String> timeText() {
        return time;
    }

    private static Map<String, ExtensionValue> ordered(Map<String, ExtensionValue> extensions) {
        return extensions.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    EventDraft draft() {
        EventDraft draft = new EventDraft(specVersion);
        draft.id = id;
        draft.source = source;
        draft.type = type;
        draft.typeVersion = typeVersion;
        draft.subject = subject;
        draft.time = time;
        draft.contentType = contentType;
        draft.schema = schema;
        draft.extensions.putAll(extensions);
        draft.data = data;
        return draft;
    }
}
