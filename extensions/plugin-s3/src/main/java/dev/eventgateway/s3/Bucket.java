package dev.eventgateway.s3;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** A bucket, to which objects are written with signed requests. */
final class Bucket {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Set<String> SET_BY_THE_CLIENT = Set.of("host", "content-length");
    private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final S3Settings settings;

    Bucket(S3Settings settings) {
        this.settings = settings;
    }

    /**
     * Writes an object; writing it again does no harm.
     *
     * @throws IOException if it is not written
     */
    void put(String key, byte[] content, Duration timeout) throws IOException, InterruptedException {
        HttpResponse<String> reply = client.send(signed(key, content, timeout), BodyHandlers.ofString());
        if (reply.statusCode() / 100 != 2) {
            Matcher code = CODE.matcher(reply.body());
            throw new IOException("status " + reply.statusCode() + (code.find() ? " " + code.group(1) : ""));
        }
    }

    private HttpRequest signed(String key, byte[] content, Duration timeout) {
        URI address = settings.bucket().resolve(key);
        SdkHttpRequest bare = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(address)
                .putHeader("Content-Type", "application/x-ndjson")
                .putHeader("Content-Encoding", "gzip")
                .build();
        SignedRequest signed =
                signer.sign(request -> request.identity(settings.credentials().identity())
                        .request(bare)
                        .payload(ContentStreamProvider.fromByteArray(content))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(timeout).PUT(BodyPublishers.ofByteArray(content));
        signed.request().forEachHeader((name, values) -> {
            if (!SET_BY_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }
}
