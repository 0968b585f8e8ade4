package dev.eventgateway.kv.consul;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.kv.server.ConsulServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Who gives out the tokens of a Consul server that allows nothing without one. */
final class Administrator implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String own = UUID.randomUUID().toString();
    private final ConsulServer server;

    /** Starts the server, in {@code folder}. */
    Administrator(Path folder) {
        server = ConsulServer.start(
                folder,
                "\"acl\": {\"enabled\": true, \"default_policy\": \"deny\", \"tokens\": {\"master\": \"%s\", \"agent\": \"%s\"}}"
                        .formatted(own, own));
    }

    ConsulServer server() {
        return server;
    }

    /** Ends the server. */
    @Override
    public void close() {
        server.close();
    }

    /** {@return a token that allows everything} */
    String own() {
        return own;
    }

    /** {@return a token that allows what {@code rules} say} */
    Token token(String rules) {
        JsonObject policy = new JsonObject();
        policy.addProperty("Name", "policy-" + UUID.randomUUID());
        policy.addProperty("Rules", rules);
        JsonObject made = ask("PUT", "policy", policy.toString());
        JsonObject link = new JsonObject();
        link.add("ID", made.get("ID"));
        JsonArray policies = new JsonArray();
        policies.add(link);
        JsonObject wanted = new JsonObject();
        wanted.add("Policies", policies);
        JsonObject token = ask("PUT", "token", wanted.toString());
        return new Token(
                token.get("SecretID").getAsString(), token.get("AccessorID").getAsString(), made);
    }

    /** From now on {@code token} allows what {@code rules} say. */
    void change(Token token, String rules) {
        JsonObject policy = new JsonObject();
        policy.add("Name", token.policy().get("Name"));
        policy.addProperty("Rules", rules);
        ask("PUT", "policy/" + token.policy().get("ID").getAsString(), policy.toString());
    }

    /** From now on {@code token} is none. */
    void revoke(Token token) {
        ask("DELETE", "token/" + token.accessor(), "");
    }

    /** A server that has just begun to lead may not know its administrator yet. */
    private JsonObject ask(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.address() + "/v1/acl/" + path))
                .header("X-Consul-Token", own)
                .method(method, BodyPublishers.ofString(body))
                .build();
        String answer = await(method + " " + path)
                .atMost(PATIENCE)
                .until(() -> send(request), response -> response.statusCode() == 200)
                .body();
        return answer.startsWith("{") ? JsonParser.parseString(answer).getAsJsonObject() : new JsonObject();
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * A token.
     *
     * @param secret what is shown
     * @param accessor names it to the administrator
     * @param policy its own
     */
    record Token(String secret, String accessor, JsonObject policy) {}
}
