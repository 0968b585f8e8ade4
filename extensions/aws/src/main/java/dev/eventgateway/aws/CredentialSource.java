package dev.eventgateway.aws;

import java.util.Optional;

/** A place where credentials may be. Asked on a thread that may wait. */
interface CredentialSource {

    /**
     * {@return the credentials; empty if this place is not set up}
     *
     * @throws CredentialException if it is, and they cannot be had
     */
    Optional<AwsCredentials> find();
}
