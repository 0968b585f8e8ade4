package dev.eventgateway.s3;

import dev.eventgateway.plugin.PluginConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Who writes to the bucket: by settings, else by a file, else by the environment. Never shown. */
final class Credentials {

    private final AwsCredentialsIdentity identity;

    private Credentials(String id, String secret, Optional<String> token) {
        checkHeader("access key id", id);
        token.ifPresent(session -> checkHeader("session token", session));
        identity = token.<AwsCredentialsIdentity>map(
                        session -> AwsSessionCredentialsIdentity.create(id, secret, session))
                .orElseGet(() -> AwsCredentialsIdentity.create(id, secret));
    }

    /** What goes into a header. */
    private static void checkHeader(String what, String value) {
        if (!value.matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    "credentials: the " + what + " is empty, or has a character that is no letter, digit or sign");
        }
    }

    /**
     * {@return the credentials that an operator gave}
     *
     * @throws IllegalArgumentException if there are none, or only one half
     */
    static Credentials of(PluginConfig config, Map<String, String> environment) {
        Optional<String> id = config.text("access-key-id");
        if (id.isPresent()) {
            return new Credentials(id.get(), config.required("secret-access-key"), config.text("session-token"));
        }
        Map<String, String> given = config.text("credentials-file")
                .map(file -> inFile(Path.of(file), config.text("profile").orElse("default")))
                .orElseGet(() -> inEnvironment(environment));
        return new Credentials(
                required(given, "aws_access_key_id"),
                required(given, "aws_secret_access_key"),
                Optional.ofNullable(given.get("aws_session_token")));
    }

    private static String required(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("no credentials: give the settings access-key-id and"
                        + " secret-access-key, or credentials-file, or the variables AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY"));
    }

    private static Map<String, String> inEnvironment(Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        for (String name : new String[] {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}) {
            Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT)))
                    .ifPresent(value -> given.put(name, value));
        }
        return given;
    }

    /** The file of AWS' own programs: {@code name = value} below the name of a profile. */
    private static Map<String, String> inFile(Path file, String profile) {
        Map<String, String> given = new HashMap<>();
        boolean inProfile = false;
        for (String line : lines(file)) {
            String text = line.strip();
            if (text.startsWith("[")) {
                inProfile = text.equals("[" + profile + "]");
            } else if (inProfile && text.contains("=")) {
                int mark = text.indexOf('=');
                given.put(
                        text.substring(0, mark).strip(),
                        text.substring(mark + 1).strip());
            }
        }
        return given;
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "setting \"credentials-file\": expected a text file that can be read, not " + file, unreadable);
        }
    }

    AwsCredentialsIdentity identity() {
        return identity;
    }

    @Override
    public String toString() {
        return "Credentials";
    }
}
