package dev.eventgateway.aws;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The role of a container, as ECS and EKS (Pod Identity) offer it: {@code AWS_CONTAINER_CREDENTIALS_…}. */
record ContainerSource(Map<String, String> environment, CredentialRequests requests) implements CredentialSource {

    private static final String AGENT = "http://169.254.170.2";
    /** Where a token may go without encryption: to this machine. */
    private static final Set<String> NEAR =
            Set.of("localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

    @Override
    public Optional<AwsCredentials> find() {
        String relative = environment.getOrDefault("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "");
        String full = environment.getOrDefault("AWS_CONTAINER_CREDENTIALS_FULL_URI", "");
        if (relative.isEmpty() && full.isEmpty()) {
            return Optional.empty();
        }
        HttpRequest.Builder request = CredentialRequests.to(relative.isEmpty() ? full : AGENT + relative);
        token().ifPresent(token -> request.header("Authorization", token));
        return Optional.of(requests.credentials(safe(request.build())));
    }

    private static HttpRequest safe(HttpRequest request) {
        if (!request.uri().getScheme().equals("https")
                && !NEAR.contains(request.uri().getHost())) {
            throw new CredentialException(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI: expected https, or an address of this machine", null);
        }
        return request;
    }

    private Optional<String> token() {
        String file = environment.getOrDefault("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "");
        if (file.isEmpty()) {
            return Optional.ofNullable(environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException failure) {
            throw new CredentialException("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: " + failure, failure);
        }
    }

    @Override
    public String toString() {
        return "the container";
    }
}
