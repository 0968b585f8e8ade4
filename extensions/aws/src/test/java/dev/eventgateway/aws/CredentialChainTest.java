package dev.eventgateway.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the gateway's own credentials come from, and when they are looked up again. */
class CredentialChainTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Map<String, String> environment = new HashMap<>();
    private final MetadataStub metadata;

    @TempDir
    private Path home;

    CredentialChainTest() throws IOException {
        metadata = new MetadataStub();
    }

    @BeforeEach
    void nothingOfThisMachineCounts() {
        environment.put("HOME", home.toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
    }

    @AfterEach
    void end() {
        metadata.close();
    }

    @Test
    void keysInTheEnvironmentComeFirst() throws IOException {
        profiles("credentials", "[default]", "aws_access_key_id = P", "aws_secret_access_key = s");
        environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "E", "AWS_SECRET_ACCESS_KEY", "s", "AWS_SESSION_TOKEN", "t"));
        assertThat(found()).isEqualTo(AwsCredentials.lasting("E", "s", "t"));
    }

    @Test
    void aTokenOfKubernetesIsExchangedForCredentialsOfItsRole() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "ey.J+\n");
        environment.putAll(Map.of(
                "AWS_ROLE_ARN", "arn:aws:iam::1:role/r",
                "AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(),
                "AWS_ENDPOINT_URL_STS", metadata.url("")));
        assertThat(found().accessKeyId()).isEqualTo("K1");
        assertThat(metadata.requests().get(0))
                .startsWith("POST / ")
                .contains("Action=AssumeRoleWithWebIdentity")
                .contains("WebIdentityToken=ey.J%2B")
                .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr");
    }

    @Test
    void aProfileHasItsKeysInEitherFile() throws IOException {
        profiles("credentials", "[other]", "aws_access_key_id=x", "[default]", "# no", "aws_access_key_id=A");
        profiles("config", "[profile team]", "aws_secret_access_key = s2", "[default]", "aws_secret_access_key = s");
        assertThat(found().accessKeyId()).isEqualTo("A");
        environment.put("AWS_PROFILE", "team");
        profiles("credentials", "[team]", "aws_access_key_id = B", "aws_session_token = t");
        assertThat(found()).isEqualTo(AwsCredentials.lasting("B", "s2", "t").until(START.plusSeconds(900)));
    }

    @Test
    void aProfileThatIsNamedAndHasNoKeysIsAnError() {
        environment.put("AWS_PROFILE", "team");
        assertFails("profile \"team\" has no aws_access_key_id");
    }

    @Test
    void aContainerProvesItselfWithItsToken() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "pod");
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", metadata.url("/container"));
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.toString());
        assertThat(found().accessKeyId()).isEqualTo("K1");
        assertThat(metadata.requests()).containsExactly("GET /container pod null ");
    }

    @Test
    void aTokenGoesNowhereElseWithoutEncryption() {
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/container");
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "pod");
        assertFails("AWS_CONTAINER_CREDENTIALS_FULL_URI: expected https");
    }

    @Test
    void anInstanceHasARole() {
        instance();
        assertThat(found().sessionToken()).contains("T");
        assertThat(metadata.requests())
                .containsExactly(
                        "PUT /latest/api/token null null ",
                        "GET /latest/meta-data/iam/security-credentials/ null t0ken ",
                        "GET /latest/meta-data/iam/security-credentials/my-role null t0ken ");
    }

    @Test
    void withoutAnyTheCallFailsAndSaysSo() {
        assertFails("no AWS credentials: none given with the function, and none found");
        instance();
        metadata.close();
        assertFails("no AWS credentials: none given with the function, and none found");
    }

    /** The next place would be somebody else. */
    @Test
    void aPlaceThatIsSetUpAndDoesNotAnswerIsNotPassedOver() {
        instance();
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", metadata.url("/container"));
        metadata.answering(500);
        assertFails("answered with status 500");
        assertThat(metadata.requests()).hasSize(1);
    }

    @Test
    void theyAreLookedUpAgainBeforeTheyExpireAndNobodyWaitsForThat() {
        instance();
        metadata.expiring(START.plusSeconds(3_600));
        try (CredentialChain chain = chain()) {
            assertThat(id(chain)).isEqualTo("K1");
            assertThat(id(chain)).isEqualTo("K1");
            assertThat(metadata.given()).isEqualTo(1);
            metadata.expiring(START.plusSeconds(7_200));
            now.set(START.plusSeconds(3_400));
            assertThat(id(chain)).isEqualTo("K1");
            Awaitility.await().until(() -> id(chain).equals("K2"));
            assertThat(metadata.given()).isEqualTo(2);
        }
    }

    @Test
    void whatHasExpiredIsNotUsed() {
        instance();
        metadata.expiring(START.plusSeconds(3_600));
        try (CredentialChain chain = chain()) {
            assertThat(id(chain)).isEqualTo("K1");
            now.set(START.plusSeconds(3_601));
            metadata.expiring(START.plusSeconds(9_000));
            assertThat(id(chain)).isEqualTo("K2");
        }
    }

    @Test
    void whileTheyLastAFailedLookupHurtsNobodyAndIsNotRepeatedAtOnce() {
        instance();
        metadata.expiring(START.plusSeconds(3_600));
        try (CredentialChain chain = chain()) {
            assertThat(id(chain)).isEqualTo("K1");
            metadata.answering(500);
            int before = metadata.requests().size();
            now.set(START.plusSeconds(3_500));
            assertThat(id(chain)).isEqualTo("K1");
            Awaitility.await().until(() -> metadata.requests().size() > before);
            assertThat(id(chain)).isEqualTo("K1");
            metadata.answering(200).expiring(START.plusSeconds(9_000));
            now.set(START.plusSeconds(3_502));
            Awaitility.await().until(() -> id(chain).equals("K2"));
        }
    }

    @Test
    void whatAwsRefusesIsLookedUpAnew() throws IOException {
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", metadata.url("/container"));
        try (AwsStub lambda = AwsStub.of("lambda", "{}").expecting(AwsCredentials.lasting("K2", "S", "T"));
                LambdaFunctionProvider provider = new LambdaFunctionProvider(environment)) {
            String[] fields = {"arn", "a", "awsAccessKeyId", "", "awsSecretAccessKey", ""};
            lambda.refusing("ExpiredTokenException");
            FunctionException refused = Called.failure(provider, lambda, Event.of("x"), fields);
            assertThat(refused.kind()).isEqualTo(FunctionException.Kind.UNAVAILABLE);
            assertThat(refused).hasMessageContaining("ExpiredTokenException");
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> Called.call(provider, lambda, Event.of("x"), fields) != null);
            assertThat(metadata.given()).isEqualTo(2);
        }
    }

    @Test
    void theyAreNeverPrinted() {
        assertThat(AwsCredentials.lasting("id", "secret", "token")).hasToString("id");
    }

    private void instance() {
        environment.remove("AWS_EC2_METADATA_DISABLED");
        environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.url(""));
    }

    private void profiles(String file, String... lines) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws").resolve(file), String.join("\n", lines));
    }

    private CredentialChain chain() {
        return CredentialChain.of(environment, now::get);
    }

    private AwsCredentials found() {
        try (CredentialChain chain = chain()) {
            return chain.current().toCompletableFuture().join();
        }
    }

    private static String id(CredentialChain chain) {
        return chain.current().toCompletableFuture().join().accessKeyId();
    }

    private void assertFails(String why) {
        try (CredentialChain chain = chain()) {
            assertThatThrownBy(() -> chain.current().toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            FunctionException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FunctionException.Kind.UNAVAILABLE))
                    .hasMessageContaining(why);
        }
    }
}
