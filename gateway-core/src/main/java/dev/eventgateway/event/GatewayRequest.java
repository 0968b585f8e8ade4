package dev.eventgateway.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * An HTTP request as the engine sees it, whoever received it. The body is read only when somebody asks for it, and at
 * most once.
 */
public final class GatewayRequest {

    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final Headers headers;
    private final Once body;
    private final Optional<Peer> peer;
    private final Optional<BodyStream> stream;

    /**
     * A request whose body is only to be had whole.
     *
     * @param method the request's method, as sent
     * @param rawPath the path as sent: percent-encoded, starting with {@code /}, without the query
     * @param rawQuery the query as sent, without {@code ?}; empty if there is none
     * @param headers the request's headers, {@code Host} among them
     * @param body reads the whole body when called; fails with a {@link RequestException} (413, 400, 408) if that cannot be
     */
    public GatewayRequest(
            String method, String rawPath, String rawQuery, Headers headers, Supplier<CompletionStage<byte[]>> body) {
        this(method, rawPath, rawQuery, headers, body, Optional.empty(), Optional.empty());
    }

    /**
     * A request that can also be handed on while its body arrives; then {@code body} is not called.
     *
     * @param peer who sent it
     * @param stream its body, which nobody has read of
     */
    public GatewayRequest(
            String method,
            String rawPath,
            String rawQuery,
            Headers headers,
            Supplier<CompletionStage<byte[]>> body,
            Optional<Peer> peer,
            Optional<BodyStream> stream) {
        this.method = method;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.body = new Once(body);
        this.peer = peer;
        this.stream = stream;
    }

    /** {@return a request whose body is at hand; {@code target} is a raw path with an optional query} */
    public static GatewayRequest of(String method, String target, Headers headers, byte[] body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        byte[] copy = body.clone();
        return new GatewayRequest(method, path, query, headers, () -> CompletableFuture.completedFuture(copy));
    }

    /** {@return the request by which that event alone would come to {@code POST path}, with these headers} */
    public static GatewayRequest bringing(Event event, String path, Headers headers) {
        return new GatewayRequest("POST", path, "", headers, GatewayRequest::nothing)
                .bringing(List.of(event))
                .get(0);
    }

    private static CompletionStage<byte[]> nothing() {
        return CompletableFuture.completedFuture(new byte[0]);
    }

    /** {@return for each of those events, this request as if it had brought that one alone, as one JSON document} */
    public List<GatewayRequest> bringing(List<Event> events) {
        Headers ofOne = headersOfOne();
        return events.stream()
                .map(event -> new GatewayRequest(
                        method, rawPath, rawQuery, ofOne, () -> CompletableFuture.completedFuture(event.structured())))
                .toList();
    }

    /** How long the request was says nothing of one of its events. */
    private Headers headersOfOne() {
        Headers.Builder ofOne = Headers.builder();
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
                values.forEach(value -> ofOne.add(name, value));
            }
        });
        return ofOne.set("Content-Type", "application/cloudevents+json").build();
    }

    /** {@return this request with its body as the data of an {@code http.request} event shows it, without parameters} */
    public EventData asData(byte[] read) {
        return HttpRequestData.of(this, read, Map.of());
    }

    /** {@return the method, as sent} */
    public String method() {
        return method;
    }

    /** {@return the path as sent: percent-encoded, without the query} */
    public String rawPath() {
        return rawPath;
    }

    /** {@return the query as sent, without {@code ?}; empty if there is none} */
    public String rawQuery() {
        return rawQuery;
    }

    /** {@return the headers} */
    public Headers headers() {
        return headers;
    }

    /**
     * {@return how often it has passed a gateway, by its header}
     *
     * @throws RequestException 400 if that is no such number
     */
    public int hops() {
        return headers.first(Admission.HOPS_HEADER)
                .map(text -> Admission.hops(Admission.HOPS_HEADER, text))
                .orElse(0);
    }

    /** {@return who sent it; empty if nobody knows} */
    public Optional<Peer> peer() {
        return peer;
    }

    /** {@return the body to be handed on as it arrives; empty if that cannot be, or somebody asked for {@link #body}} */
    public Optional<BodyStream> stream() {
        return body.isAsked() ? Optional.empty() : stream;
    }

    /**
     * {@return the whole body, read on the first call; the array is shared and must not be changed} The stage may complete
     * on an I/O thread of the server.
     */
    public CompletionStage<byte[]> body() {
        return body.get();
    }

    /** Who asks again must not be told that a body which could not be read is empty. */
    private static CompletionStage<byte[]> started(Supplier<CompletionStage<byte[]>> read) {
        try {
            return read.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Reads a body on the first call only. */
    private static final class Once {

        private final Supplier<CompletionStage<byte[]>> read;
        private boolean asked;
        private CompletionStage<byte[]> stage = CompletableFuture.completedFuture(new byte[0]);

        Once(Supplier<CompletionStage<byte[]>> read) {
            this.read = read;
        }

        synchronized CompletionStage<byte[]> get() {
            if (!asked) {
                asked = true;
                stage = started(read);
            }
            return stage;
        }

        synchronized boolean isAsked() {
            return asked;
        }
    }
}
