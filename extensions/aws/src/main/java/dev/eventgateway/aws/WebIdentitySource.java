package dev.eventgateway.aws;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A role that somebody else vouches for: {@code AWS_ROLE_ARN} and {@code AWS_WEB_IDENTITY_TOKEN_FILE}, as Kubernetes has them for
 * service accounts. The Security Token Service of {@code AWS_REGION} gives credentials for the token.
 */
record WebIdentitySource(Map<String, String> environment, CredentialRequests requests) implements CredentialSource {

    @Override
    public Optional<AwsCredentials> find() {
        String role = environment.getOrDefault("AWS_ROLE_ARN", "");
        String file = environment.getOrDefault("AWS_WEB_IDENTITY_TOKEN_FILE", "");
        if (role.isEmpty() || file.isEmpty()) {
            return Optional.empty();
        }
        String answer = requests.text(CredentialRequests.to(address() + "/")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(role, token(file))))
                .build());
        return Optional.of(AwsCredentials.lasting(
                        element(answer, "AccessKeyId"),
                        element(answer, "SecretAccessKey"),
                        element(answer, "SessionToken"))
                .until(Instant.parse(element(answer, "Expiration"))));
    }

    private String address() {
        return Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_STS"))
                .or(() -> Optional.ofNullable(environment.get("AWS_REGION"))
                        .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
                        .map(region -> Endpoints.of("sts", region)))
                .orElse("https://sts.amazonaws.com");
    }

    private String form(String role, String token) {
        Map<String, String> fields = Map.of(
                "Action",
                "AssumeRoleWithWebIdentity",
                "Version",
                "2011-06-15",
                "RoleArn",
                role,
                "RoleSessionName",
                environment.getOrDefault("AWS_ROLE_SESSION_NAME", "event-gateway"),
                "WebIdentityToken",
                token);
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String token(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException failure) {
            throw new CredentialException("AWS_WEB_IDENTITY_TOKEN_FILE: " + failure, failure);
        }
    }

    /** The service speaks XML; these values are letters, digits and signs that XML leaves as they are. */
    private static String element(String xml, String name) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<&]+)</" + name + ">").matcher(xml);
        if (!matcher.find()) {
            throw new CredentialException("the Security Token Service answered without " + name, null);
        }
        return matcher.group(1);
    }

    @Override
    public String toString() {
        return "a web identity";
    }
}
