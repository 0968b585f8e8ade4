package dev.eventgateway.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What requests are signed with.
 *
 * @param sessionToken goes with temporary credentials
 * @param expires when they end, or should be looked up again; empty if never
 */
record AwsCredentials(
        String accessKeyId, String secretAccessKey, Optional<String> sessionToken, Optional<Instant> expires) {

    /** {@return credentials that do not expire; an empty token is none} */
    static AwsCredentials lasting(String accessKeyId, String secretAccessKey, String sessionToken) {
        return new AwsCredentials(
                accessKeyId,
                secretAccessKey,
                Optional.of(sessionToken).filter(token -> !token.isEmpty()),
                Optional.empty());
    }

    /** {@return the same, which end at that time} */
    AwsCredentials until(Instant end) {
        return new AwsCredentials(accessKeyId, secretAccessKey, sessionToken, Optional.of(end));
    }

    /** {@return whether they can still be used that long after {@code now}} */
    boolean lasts(Instant now, Duration longer) {
        return expires.map(end -> end.isAfter(now.plus(longer))).orElse(true);
    }

    /** {@return the id of the key only: the rest is secret} */
    @Override
    public String toString() {
        return accessKeyId;
    }
}
