package dev.eventgateway.kv.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventgateway.kv.server.EtcdServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The users of a server, as its administrator makes them: by etcd's JSON gateway, which leaves no thread behind. */
final class EtcdUsers {

    /** Of the user {@code root}, who may do everything. */
    static final String ROOT_PASSWORD = "of-the-root";

    private static final String ROOT = "{\"name\":\"root\",\"password\":\"" + ROOT_PASSWORD + "\"}";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final EtcdServer server;
    private boolean enabled;

    EtcdUsers(EtcdServer server) {
        this.server = server;
    }

    /** From now on the server asks who everybody is. */
    void enable() {
        ask("user/add", ROOT);
        ask("role/add", "{\"name\":\"root\"}");
        ask("user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        ask("auth/enable", "{}");
        enabled = true;
    }

    /** Makes a user who may do everything with a store at {@code place}, and nothing else. */
    void add(String name, String password, String place) {
        ask("user/add", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
        ask("role/add", "{\"name\":\"%s\"}".formatted(name));
        ask("user/grant", "{\"user\":\"%s\",\"role\":\"%s\"}".formatted(name, name));
        allow(name, place);
    }

    void allow(String name, String place) {
        ask(
                "role/grant",
                "{\"name\":\"%s\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"%s\",\"range_end\":\"%s\"}}"
                        .formatted(name, base64(place + "/"), base64(place + "0")));
    }

    void forbid(String name, String place) {
        ask(
                "role/revoke",
                "{\"role\":\"%s\",\"key\":\"%s\",\"range_end\":\"%s\"}"
                        .formatted(name, base64(place + "/"), base64(place + "0")));
    }

    void changePassword(String name, String password) {
        ask("user/changepw", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
    }

    private void ask(String what, String question) {
        post(what, question, enabled ? token() : "");
    }

    private String token() {
        Matcher found = TOKEN.matcher(post("auth/authenticate", ROOT, ""));
        if (!found.find()) {
            throw new IllegalStateException("no token for the root");
        }
        return found.group(1);
    }

    private String post(String what, String question, String token) {
        String path = "/v3/" + (what.startsWith("auth/") ? what : "auth/" + what);
        try {
            HttpURLConnection call = (HttpURLConnection) URI.create("http://127.0.0.1:" + server.plainPort() + path)
                    .toURL()
                    .openConnection();
            call.setRequestProperty("Connection", "close");
            call.setRequestProperty("Authorization", token);
            call.setDoOutput(true);
            call.getOutputStream().write(question.getBytes(UTF_8));
            try (InputStream answer = call.getInputStream()) {
                return new String(answer.readAllBytes(), UTF_8);
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(what, refused);
        }
    }

    private static String base64(String key) {
        return Base64.getEncoder().encodeToString(key.getBytes(UTF_8));
    }
}
