package dev.eventgateway.aws;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;

/** The role of an EC2 instance, by version 2 of its metadata service; unless {@code AWS_EC2_METADATA_DISABLED} is {@code true}. */
record InstanceSource(Map<String, String> environment, CredentialRequests requests) implements CredentialSource {

    private static final String ROLE = "/latest/meta-data/iam/security-credentials/";

    @Override
    public Optional<AwsCredentials> find() {
        if (environment.getOrDefault("AWS_EC2_METADATA_DISABLED", "").equalsIgnoreCase("true")) {
            return Optional.empty();
        }
        String service = environment.getOrDefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://169.254.169.254");
        HttpRequest begin = CredentialRequests.to(service + "/latest/api/token")
                .header("X-aws-ec2-metadata-token-ttl-seconds", "300")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return requests.textIfThere(begin).map(token -> credentials(service, token));
    }

    private AwsCredentials credentials(String service, String token) {
        String role = requests.text(request(service + ROLE, token)).strip();
        return requests.credentials(request(service + ROLE + role, token));
    }

    private static HttpRequest request(String address, String token) {
        return CredentialRequests.to(address)
                .header("X-aws-ec2-metadata-token", token)
                .build();
    }

    @Override
    public String toString() {
        return "the instance";
    }
}
