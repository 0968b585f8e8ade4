package dev.eventgateway.aws;

import org.jspecify.annotations.Nullable;

/** Credentials that should be there cannot be had. The message names the place, never what is in it. */
final class CredentialException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CredentialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
