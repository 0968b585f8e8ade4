package dev.eventgateway.aws;

import java.util.Map;
import java.util.Optional;

/** {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}. */
record EnvironmentSource(Map<String, String> environment) implements CredentialSource {

    @Override
    public Optional<AwsCredentials> find() {
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        return id.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(AwsCredentials.lasting(id, secret, environment.getOrDefault("AWS_SESSION_TOKEN", "")));
    }

    @Override
    public String toString() {
        return "the environment";
    }
}
