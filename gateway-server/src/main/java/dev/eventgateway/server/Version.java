package dev.eventgateway.server;

import java.util.Optional;

/** The version of the running code. */
final class Version {

    private Version() {}

    /** {@return what the jar says; {@code development} if there is none} */
    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
