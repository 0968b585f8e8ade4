package dev.eventgateway.event;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the gateway answers to a request. Immutable. */
public final class GatewayReply {

    private static final byte[] NOTHING = new byte[0];
    private static final CompletionStage<Void> ENDED = CompletableFuture.completedStage(null);
    private static final GatewayReply ACCEPTED = new GatewayReply(202, Headers.none(), new byte[0]);

    private final int status;
    private final Headers headers;
    private final byte[] body;
    private final Optional<BodyStream> stream;
    private final CompletionStage<Void> ended;

    /** Copies {@code body}. */
    public GatewayReply(int status, Headers headers, byte[] body) {
        this(status, headers, body.clone(), Optional.empty(), ENDED);
    }

    /** Shares {@code body}, which nobody else has. */
    private GatewayReply(
            int status, Headers headers, byte[] body, Optional<BodyStream> stream, CompletionStage<Void> ended) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.stream = stream;
        this.ended = ended;
    }

    /**
     * {@return a reply whose body is handed on as it arrives}
     *
     * @param ended completes when the whole body has been handed on or nobody wants it any more; fails if it broke off
     */
    public static GatewayReply streamed(int status, Headers headers, BodyStream body, CompletionStage<Void> ended) {
        return new GatewayReply(status, headers, NOTHING, Optional.of(body), ended);
    }

    /** {@return 202 with an empty body: every asynchronous delivery of the event is queued} */
    public static GatewayReply accepted() {
        return ACCEPTED;
    }

    /** {@return a reply with a text of the given media type} */
    public static GatewayReply of(int status, String contentType, String body) {
        return new GatewayReply(status, Headers.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return an error with the gateway's error body, <code>{"errors":[{"message": …}]}</code>} */
    public static GatewayReply error(int status, String message) {
        JsonArray errors = new JsonArray();
        errors.add(error(message));
        return errors(status, errors);
    }

    /** {@return what the sender of such a request gets; where it is worth trying again, the reply says so} */
    public static GatewayReply error(RequestException refused) {
        return refused.status() == 503
                ? unavailable(refused.getMessage())
                : error(refused.status(), refused.getMessage());
    }

    /** {@return a 503 with the gateway's error body: it is worth trying again in a second} */
    public static GatewayReply unavailable(String message) {
        return error(503, message).with("Retry-After", "1");
    }

    private static JsonObject error(String message) {
        JsonObject error = new JsonObject();
        error.addProperty("message", message);
        return error;
    }

    private static GatewayReply errors(int status, JsonArray errors) {
        JsonObject body = new JsonObject();
        body.add("errors", errors);
        return of(status, "application/json", body + "\n");
    }

    /** {@return the refusal of a batch: an error for each refused event, with its {@code index} and {@code id}} */
    public static GatewayReply refused(int status, List<RefusedEvent> events) {
        JsonArray errors = new JsonArray();
        for (RefusedEvent event : events) {
            JsonObject error = error(event.message());
            error.addProperty("index", event.index());
            event.id().ifPresent(id -> error.addProperty("id", id));
            errors.add(error);
        }
        return errors(status, errors);
    }

    /** {@return this reply with one more header} */
    public GatewayReply with(String name, String value) {
        return withHeaders(headers.toBuilder().set(name, value).build());
    }

    /** {@return this reply with these headers in place of its own} */
    public GatewayReply withHeaders(Headers others) {
        return new GatewayReply(status, others, body, stream, ended);
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }

    /** {@return the headers} */
    public Headers headers() {
        return headers;
    }

    /** {@return a copy of the body; empty if it is handed on as it arrives} */
    public byte[] body() {
        return body.clone();
    }

    /** {@return how many bytes the body has; 0 if it is handed on as it arrives} */
    public int length() {
        return body.length;
    }

    /** {@return the body that is handed on as it arrives; empty if the whole body is here} */
    public Optional<BodyStream> stream() {
        return stream;
    }

    /** {@return completes when the whole body is here or has been handed on; fails if it broke off} */
    public CompletionStage<Void> ended() {
        return ended;
    }

    /** {@return the body read as UTF-8} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
