package dev.eventgateway.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys in the profile {@code AWS_PROFILE} ({@code default} unless set) of {@code ~/.aws/credentials} and {@code ~/.aws/config}. Roles,
 * single sign-on and programs that profiles may name are not looked at.
 */
record ProfileSource(Map<String, String> environment, InstantSource clock) implements CredentialSource {

    /** Who changes the file need not restart the gateway. */
    private static final Duration READ_AGAIN = Duration.ofMinutes(15);

    @Override
    public Optional<AwsCredentials> find() {
        String profile = environment.getOrDefault("AWS_PROFILE", "default");
        Map<String, String> fields = new HashMap<>(section(file("AWS_CONFIG_FILE", "config"), heading(profile)));
        fields.putAll(section(file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), profile));
        String id = fields.getOrDefault("aws_access_key_id", "");
        String secret = fields.getOrDefault("aws_secret_access_key", "");
        if (!id.isEmpty() && !secret.isEmpty()) {
            return Optional.of(AwsCredentials.lasting(id, secret, fields.getOrDefault("aws_session_token", ""))
                    .until(clock.instant().plus(READ_AGAIN)));
        }
        if (environment.containsKey("AWS_PROFILE")) {
            throw new CredentialException(
                    "profile \"" + profile + "\" has no aws_access_key_id with aws_secret_access_key", null);
        }
        return Optional.empty();
    }

    private static String heading(String profile) {
        return profile.equals("default") ? profile : "profile " + profile;
    }

    private Path file(String variable, String name) {
        String given = environment.getOrDefault(variable, "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        return given.isEmpty() ? Path.of(home, ".aws", name) : Path.of(given);
    }

    private static Map<String, String> section(Path file, String heading) {
        Map<String, String> fields = new HashMap<>();
        boolean inside = false;
        for (String line : lines(file)) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.startsWith("[")) {
                inside = text.replaceAll("[\\[\\]]", "").strip().equals(heading);
            } else if (inside && equals > 0 && !text.startsWith("#") && !text.startsWith(";")) {
                fields.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            }
        }
        return fields;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new CredentialException(file + ": " + failure, failure);
        }
    }

    @Override
    public String toString() {
        return "a profile";
    }
}
