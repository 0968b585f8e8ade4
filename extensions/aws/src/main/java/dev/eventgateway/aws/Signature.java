package dev.eventgateway.aws;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests: Signature Version 4. Loaded with the first request, as it brings AWS's own classes with it. */
final class Signature {

    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    /** What the client writes by itself, exactly so. */
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length");

    private Signature() {}

    static HttpRequest sign(Target target, Operation operation, AwsCredentials credentials) {
        URI address = target.endpoint().resolve(operation.path());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(operation.body()));
        signed(target, address, operation, identity(credentials))
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return request.build();
    }

    private static Map<String, List<String>> signed(
            Target target, URI address, Operation operation, AwsCredentialsIdentity identity) {
        SdkHttpRequest.Builder unsigned =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(address);
        operation.headers().forEach(unsigned::putHeader);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(SIGNER.sign(request -> request.identity(identity)
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(operation.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, target.service())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, target.region()))
                .request()
                .headers());
        headers.keySet().removeAll(OF_THE_CLIENT);
        return headers;
    }

    private static AwsCredentialsIdentity identity(AwsCredentials credentials) {
        return credentials
                .sessionToken()
                .<AwsCredentialsIdentity>map(token -> AwsSessionCredentialsIdentity.create(
                        credentials.accessKeyId(), credentials.secretAccessKey(), token))
                .orElseGet(
                        () -> AwsCredentialsIdentity.create(credentials.accessKeyId(), credentials.secretAccessKey()));
    }
}
