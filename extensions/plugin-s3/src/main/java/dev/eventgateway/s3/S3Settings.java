package dev.eventgateway.s3;

import dev.eventgateway.plugin.Plugin.Mode;
import dev.eventgateway.plugin.PluginConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator says.
 *
 * @param bucket where events go: the bucket's address, with {@code /} at its end
 * @param region whose signatures the bucket takes
 * @param credentials who writes
 * @param prefix what keys begin with
 * @param types which event types, or with a trailing {@code *}
 * @param mode whether events wait for a place in memory
 * @param batchSize how many bytes of events make an object, before they are compressed
 * @param batchAge how long an event waits for others
 * @param bufferSize how many bytes of events may wait
 * @param spill where what could not be written at the end is kept for the next start
 */
record S3Settings(
        URI bucket,
        String region,
        Credentials credentials,
        String prefix,
        List<String> types,
        Mode mode,
        long batchSize,
        Duration batchAge,
        long bufferSize,
        Optional<Path> spill) {

    private static final int LONGEST_PREFIX = 50;

    /** Where the bucket's name stands in addresses. */
    enum AddressStyle {
        /** As the first part of the host's name. */
        VIRTUAL,
        /** As the first part of the path. */
        PATH
    }

    /**
     * @throws IllegalArgumentException if a setting is missing or cannot be used
     */
    static S3Settings of(PluginConfig config, Map<String, String> environment) {
        config.requireOnly(
                "bucket",
                "region",
                "endpoint",
                "address-style",
                "prefix",
                "types",
                "mode",
                "batch-size",
                "batch-age",
                "buffer-size",
                "spill",
                "access-key-id",
                "secret-access-key",
                "session-token",
                "credentials-file",
                "profile");
        String region = config.text("region")
                .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
                .orElse("us-east-1");
        return new S3Settings(
                address(config, region),
                region,
                Credentials.of(config, environment),
                prefix(config.text("prefix").orElse("events/")),
                Arrays.stream(config.text("types").orElse("*").split(",", -1))
                        .map(String::strip)
                        .toList(),
                config.choice("mode", Mode.ASYNC),
                config.size("batch-size", 8L << 20),
                config.time("batch-age", Duration.ofMinutes(1)),
                config.size("buffer-size", 64L << 20),
                config.text("spill").map(Path::of));
    }

    /** Characters that addresses and signatures leave as they are; a key is also the name of a spilled file. */
    private static String prefix(String given) {
        if (given.length() > LONGEST_PREFIX || !given.matches("([A-Za-z0-9_][A-Za-z0-9._-]*(/|$))*")) {
            throw new IllegalArgumentException("setting \"prefix\": expected at most " + LONGEST_PREFIX
                    + " letters, digits, '.', '_', '-' and '/', such as log/events/");
        }
        return given;
    }

    private static URI address(PluginConfig config, String region) {
        String endpoint = config.text("endpoint").orElse("https://s3." + region + ".amazonaws.com");
        if (!endpoint.matches("https?://[^/\\s]+/?")) {
            throw new IllegalArgumentException("setting \"endpoint\": expected an address such as https://minio:9000");
        }
        String bucket = config.required("bucket");
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("setting \"bucket\": expected the name of a bucket");
        }
        URI base = URI.create(endpoint.endsWith("/") ? endpoint : endpoint + "/");
        return config.choice("address-style", AddressStyle.VIRTUAL) == AddressStyle.PATH
                ? base.resolve(bucket + "/")
                : URI.create(base.getScheme() + "://" + bucket + "." + base.getRawAuthority() + "/");
    }

    boolean wants(String type) {
        return types.stream()
                .anyMatch(each ->
                        each.endsWith("*") ? type.startsWith(each.substring(0, each.length() - 1)) : type.equals(each));
    }
}
