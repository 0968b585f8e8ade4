package dev.eventgateway.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.function.FunctionProvider;
import dev.eventgateway.function.InvalidProviderException;
import dev.eventgateway.function.ProviderConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What may be written in a function's document. */
class AwsFieldsTest {

    private final FunctionProvider lambda = new LambdaFunctionProvider(Map.of());
    private final FunctionProvider sqs = new SqsFunctionProvider(Map.of());

    @Test
    void theTypesAreFoundOnTheClassPath() {
        assertThat(ServiceLoader.load(FunctionProvider.class))
                .extracting(FunctionProvider::type)
                .contains("awslambda", "awskinesis", "awsfirehose", "awssqs");
    }

    @Test
    void knownFieldsAreKeptInTheirOrderAndEmptyOnesLeftOut() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("awsSecretAccessKey", "s");
        given.put("awsAccessKeyId", "k");
        given.put("awsSessionToken", "");
        given.put("nonsense", "x");
        given.put("REGION", "eu-central-1");
        given.put("arn", "a");
        assertThat(lambda.check(ProviderConfig.of(given)).fields().toString())
                .isEqualTo("{arn=a, region=eu-central-1, awsAccessKeyId=k, awsSecretAccessKey=s}");
    }

    @Test
    void whatIsMissingIsSaidAsTheFirstEventGatewayDid() {
        Map<FunctionProvider, String> titles = Map.of(
                lambda,
                "AWS Lambda",
                sqs,
                "AWS SQS",
                new KinesisFunctionProvider(Map.of()),
                "AWS Kinesis",
                new FirehoseFunctionProvider(Map.of()),
                "AWS Firehose");
        titles.forEach((provider, title) -> assertThatThrownBy(
                        () -> provider.check(ProviderConfig.of("region", "eu-central-1")))
                .isInstanceOf(InvalidProviderException.class)
                .hasMessage("missing required fields for " + title + " function"));
        assertRefused(lambda, "missing required fields for AWS Lambda function", "arn", "a");
    }

    @Test
    void aRegionIsNoPartOfAnotherHost() {
        for (String region : List.of("evil.example.com/", "x@y", "EU", "a b", "-")) {
            assertRefused(lambda, "\"region\"", "arn", "a", "region", region);
        }
    }

    @Test
    void anEndpointIsAnHttpAddressWithoutAPath() {
        for (String endpoint : List.of(
                "ftp://x",
                "x",
                "http://u:p@x",
                "http://x/y",
                "http://x/?y",
                "http://[",
                "http:///",
                "http://x:65536")) {
            assertRefused(lambda, "\"endpoint\"", "arn", "a", "region", "r", "endpoint", endpoint);
        }
        assertRefused(sqs, "\"queueUrl\"", "region", "r", "queueUrl", "orders");
    }

    @Test
    void credentialsAreGivenWholeOrNotAtAll() {
        assertRefused(lambda, "both or neither", "arn", "a", "region", "r", "awsAccessKeyId", "k");
        assertRefused(lambda, "both or neither", "arn", "a", "region", "r", "awsSecretAccessKey", "s");
        assertRefused(lambda, "\"awsSessionToken\"", "arn", "a", "region", "r", "awsSessionToken", "t");
    }

    @Test
    void servicesAreWhereAwsHasThem() {
        assertThat(endpoint("eu-central-1")).isEqualTo("https://lambda.eu-central-1.amazonaws.com");
        assertThat(endpoint("cn-north-1")).isEqualTo("https://lambda.cn-north-1.amazonaws.com.cn");
    }

    private static String endpoint(String region) {
        ProviderConfig config = ProviderConfig.of(Map.of("arn", "a", "region", region));
        return Target.of(config, "lambda", "arn").endpoint().toString();
    }

    /** No message shows a value: it may be a secret in the wrong field. */
    private static void assertRefused(FunctionProvider provider, String why, String... fields) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int at = 0; at < fields.length; at += 2) {
            given.put(fields[at], fields[at + 1]);
        }
        assertThatThrownBy(() -> provider.check(ProviderConfig.of(given)))
                .as(given.toString())
                .isInstanceOf(InvalidProviderException.class)
                .hasMessageContaining(why)
                .satisfies(refused -> assertThat(given.values())
                        .filteredOn(value -> value.length() > 1)
                        .noneMatch(value -> String.valueOf(refused.getMessage()).contains(value)));
    }
}
