package dev.eventgateway.aws;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.eventgateway.function.FunctionException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An error that a service of AWS answered with. Its code says what it is: the JSON protocols have 400 for nearly all of them.
 *
 * @param code for example {@code ResourceNotFoundException}; empty if the answer has none
 * @param text one line of the service's own words
 */
record AwsError(int status, String code, String text, Optional<String> retryAfter) {

    private static final int LONGEST = 300;

    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "EC2ThrottledException",
            "KMSThrottlingException",
            "KmsThrottled");

    private static final Set<String> NOT_FOUND = Set.of(
            "ResourceNotFoundException",
            "QueueDoesNotExist",
            "NonExistentQueue",
            "AWS.SimpleQueueService.NonExistentQueue");

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException");

    static AwsError of(HttpResponse<byte[]> answer) {
        JsonObject body = object(answer.body());
        String code = Stream.concat(
                        answer.headers().firstValue("x-amzn-ErrorType").stream(),
                        Stream.of("__type", "code", "Code").flatMap(name -> text(body, name)))
                .findFirst()
                .map(AwsError::bare)
                .orElse("");
        String text = Stream.of("message", "Message")
                .flatMap(name -> text(body, name))
                .findFirst()
                .orElse("");
        return new AwsError(
                answer.statusCode(), code, line(text), answer.headers().firstValue("Retry-After"));
    }

    /** {@return the fields of a JSON object; none if it is something else} */
    static JsonObject object(byte[] json) {
        try {
            JsonElement element = JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
            return element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException none) {
            return new JsonObject();
        }
    }

    /** {@return the text of a field; nothing if there is none} */
    static Stream<String> text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null && value.isJsonPrimitive() ? Stream.of(value.getAsString()) : Stream.empty();
    }

    /** The name comes with a namespace before it or an address behind it. */
    private static String bare(String code) {
        String name = code.substring(code.indexOf('#') + 1);
        return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    /** {@return the first line} What follows on a refused signature is the request that it should be of, with its session token. */
    static String line(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** {@return whether credentials that are looked up anew may do} */
    boolean wantsOtherCredentials() {
        return EXPIRED.contains(code);
    }

    /** {@return the same for people; it stays in the log} */
    String message(String what) {
        return what + " answered with status " + status + (code.isEmpty() ? "" : ", " + code)
                + (text.isEmpty() ? "" : ": " + text);
    }

    FunctionException failure(String what) {
        if (status == 429 || status == 503 || THROTTLED.contains(code)) {
            return FunctionException.saturated(retryAfter, message(what));
        }
        return FunctionException.answered(meant(), retryAfter, message(what));
    }

    /** {@return the status that other services have for it} */
    private int meant() {
        if (NOT_FOUND.contains(code)) {
            return 404;
        }
        return DENIED.contains(code) || EXPIRED.contains(code) ? 403 : status;
    }
}
