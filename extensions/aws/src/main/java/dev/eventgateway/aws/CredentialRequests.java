package dev.eventgateway.aws;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.HttpCalls;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Requests for credentials. They wait for the answer. */
record CredentialRequests(HttpCalls http) {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /**
     * {@return the body of the answer; its status is 200}
     *
     * @throws CredentialException if it is another, or there is none in time
     */
    String text(HttpRequest request) {
        HttpResponse<byte[]> answer = answer(request);
        if (answer.statusCode() != 200) {
            throw new CredentialException(request.uri() + " answered with status " + answer.statusCode(), null);
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** {@return the body of the answer; empty if nobody is there} */
    Optional<String> textIfThere(HttpRequest request) {
        try {
            return Optional.of(text(request));
        } catch (CredentialException failure) {
            if (failure.getCause() instanceof FunctionException) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private HttpResponse<byte[]> answer(HttpRequest request) {
        try {
            return http.send(() -> request, LIMIT).toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw new CredentialException(request.uri() + ": " + failure.getCause(), failure.getCause());
        }
    }

    /** {@return the credentials that the metadata of a container or an instance holds, as JSON} */
    AwsCredentials credentials(HttpRequest request) {
        String text = text(request);
        try {
            JsonObject json = JsonParser.parseString(text).getAsJsonObject();
            return AwsCredentials.lasting(
                            json.get("AccessKeyId").getAsString(),
                            json.get("SecretAccessKey").getAsString(),
                            json.get("Token").getAsString())
                    .until(Instant.parse(json.get("Expiration").getAsString()));
        } catch (JsonParseException | IllegalStateException | NullPointerException | DateTimeParseException wrong) {
            // Not as the cause: its message may hold what is secret.
            throw new CredentialException(request.uri() + " answered with no credentials", null);
        }
    }

    static HttpRequest.Builder to(String address) {
        try {
            return HttpRequest.newBuilder(URI.create(address));
        } catch (IllegalArgumentException wrong) {
            throw new CredentialException("no address: " + address, wrong);
        }
    }
}
