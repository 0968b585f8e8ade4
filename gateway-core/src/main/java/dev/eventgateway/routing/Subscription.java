package dev.eventgateway.routing;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionSpec;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What sends events of a type, arriving at a method and path, to a function.
 *
 * @param space the space it belongs to
 * @param type whether the sender waits for the function
 * @param eventType a type, or with a trailing {@code .*} every type that begins so
 * @param functionId a function of the same space
 * @param path static segments, {@code :name} parameters and a final {@code *name} wildcard; made to start with {@code /}
 * @param method the HTTP method, made upper-case; {@code POST} where empty
 * @param retry what happens if the function of an asynchronous subscription fails; {@link Retry#DEFAULT} where empty
 * @param deadLetter another function of the same space, which gets the asynchronous events that cannot be delivered
 * @param paused whether it takes no events for the time being
 * @param metadata the registrant's own notes
 */
public record Subscription(
        String space,
        Type type,
        String eventType,
        String functionId,
        String path,
        String method,
        Optional<Retry> retry,
        Optional<String> deadLetter,
        boolean paused,
        Map<String, String> metadata) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String KEPT = "-_.~$&+:=@";

    /** Normalises {@code path} and {@code method}, copies {@code metadata}. */
    public Subscription {
        path = path.startsWith("/") ? path : "/" + path;
        method = method.isEmpty() ? "POST" : method.toUpperCase(Locale.ROOT);
        metadata = Map.copyOf(metadata);
    }

    /** A subscription with everything else at its default. */
    public Subscription(
            String space,
            Type type,
            String eventType,
            String functionId,
            String path,
            String method,
            Map<String, String> metadata) {
        this(space, type, eventType, functionId, path, method, Optional.empty(), Optional.empty(), false, metadata);
    }

    /** {@return an asynchronous subscription of the default space to events emitted at {@code POST /}} */
    public static Subscription async(String eventType, String functionId) {
        return new Subscription(FunctionSpec.DEFAULT_SPACE, Type.ASYNC, eventType, functionId, "/", "POST", Map.of());
    }

    /** {@return a synchronous subscription of the default space: the function's answer is the sender's} */
    public static Subscription sync(String eventType, String functionId, String method, String path) {
        return new Subscription(FunctionSpec.DEFAULT_SPACE, Type.SYNC, eventType, functionId, path, method, Map.of());
    }

    /** {@return this subscription at another method and path} */
    public Subscription at(String otherMethod, String otherPath) {
        return new Subscription(
                space, type, eventType, functionId, otherPath, otherMethod, retry, deadLetter, paused, metadata);
    }

    /** {@return this subscription in another space} */
    public Subscription inSpace(String other) {
        return new Subscription(other, type, eventType, functionId, path, method, retry, deadLetter, paused, metadata);
    }

    /** {@return this subscription, whose function is called again in another way} */
    public Subscription withRetry(Retry other) {
        return new Subscription(
                space, type, eventType, functionId, path, method, Optional.of(other), deadLetter, paused, metadata);
    }

    /** {@return this subscription, whose events go to that function if they cannot be delivered} */
    public Subscription withDeadLetter(String otherFunctionId) {
        return new Subscription(
                space,
                type,
                eventType,
                functionId,
                path,
                method,
                retry,
                Optional.of(otherFunctionId),
                paused,
                metadata);
    }

    /** {@return this subscription, which takes events or does not} */
    public Subscription withPaused(boolean other) {
        return new Subscription(space, type, eventType, functionId, path, method, retry, deadLetter, other, metadata);
    }

    /** {@return whether it is one of plain requests whose sender waits: only such may use a function in proxy mode} */
    public boolean isOfRequests() {
        return type == Type.SYNC && eventType.equals(Event.HTTP_REQUEST);
    }

    /** {@return whether its events may go to that function of its space} */
    public boolean mayCall(String id) {
        return functions().anyMatch(id::equals);
    }

    /** {@return the functions that its events may go to} */
    Stream<String> functions() {
        return Stream.concat(Stream.of(functionId), deadLetter.stream());
    }

    /**
     * {@return the id, which follows from the content: base64url without padding of type, event type, function (asynchronous
     * ones only), escaped path and method, joined by commas}
     */
    public String subscriptionId() {
        String function = type == Type.ASYNC ? "," + functionId : "";
        String text = type.text() + "," + eventType + function + "," + escaped(path) + "," + method;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return {@code text} percent-encoded byte by byte, but for letters, digits and {@code - _ . ~ $ & + : = @}} */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xff);
            if (isPlain(character)) {
                out.append(character);
            } else {
                out.append('%').append(HEX.toHexDigits((byte) character));
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char character) {
        return character < 0x80 && (Character.isLetterOrDigit(character) || KEPT.indexOf(character) >= 0);
    }

    /** Whether the sender of an event waits for the function. */
    public enum Type {
        /** The function's answer is the answer to the sender. */
        SYNC,
        /** The sender is told that the event is accepted; the function is called later. */
        ASYNC;

        /** {@return the word used in documents: {@code sync} or {@code async}} */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
