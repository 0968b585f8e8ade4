package dev.eventgateway.server.settings;

import dev.eventgateway.server.settings.Settings.Tls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The flags that encrypt the two APIs. An empty value is the same as no flag. */
final class TlsFlags {

    private final Flag<String> eventsCert;
    private final Flag<String> eventsKey;
    private final Flag<String> eventsClientCa;
    private final Flag<String> configCert;
    private final Flag<String> configKey;
    private final Flag<String> configClientCa;

    /** Adds them to {@code command}. */
    TlsFlags(CommandSpec command) {
        eventsCert = file(
                command,
                "--events-tls-cert",
                "Certificate of the Events API, and those that vouch for it, in PEM: HTTPS and HTTP/2.");
        eventsKey = file(command, "--events-tls-key", "Its private key, in PEM.");
        eventsClientCa =
                file(command, "--events-tls-client-ca", "Whom the certificates of senders must come from, in PEM.");
        configCert = file(
                command,
                "--config-tls-cert",
                "Certificate of the Config API, and those that vouch for it, in PEM: HTTPS and HTTP/2.");
        configKey = file(command, "--config-tls-key", "Its private key, in PEM.");
        configClientCa = file(
                command,
                "--config-tls-client-ca",
                "Whom the certificates of the Config API's clients must come from, in PEM.");
    }

    private static Flag<String> file(CommandSpec command, String name, String description) {
        return Flag.of(command, String.class, Flag.taking(name, "FILE", description));
    }

    /**
     * {@return how the Events API is encrypted}
     *
     * @throws UsageException if one of certificate and key is missing
     */
    Optional<Tls> events() {
        return tls("--events-tls", given(eventsCert), given(eventsKey), given(eventsClientCa));
    }

    /**
     * {@return how the Config API is encrypted}
     *
     * @throws UsageException if one of certificate and key is missing
     */
    Optional<Tls> config() {
        return tls("--config-tls", given(configCert), given(configKey), given(configClientCa));
    }

    private static Optional<String> given(Flag<String> file) {
        return file.given().filter(name -> !name.isBlank());
    }

    private static Optional<Tls> tls(
            String flags, Optional<String> certificate, Optional<String> key, Optional<String> clientCa) {
        if (certificate.isPresent() != key.isPresent()) {
            throw new UsageException(flags + "-cert and " + flags + "-key belong together: give both or none");
        }
        if (clientCa.isPresent() && certificate.isEmpty()) {
            throw new UsageException(flags + "-client-ca needs " + flags + "-cert and " + flags + "-key");
        }
        return certificate.map(file -> new Tls(
                path(flags + "-cert", file),
                path(flags + "-key", key.orElseThrow()),
                clientCa.map(authority -> path(flags + "-client-ca", authority))));
    }

    private static Path path(String flag, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException wrong) {
            throw new UsageException(flag + ": expected the name of a file");
        }
    }
}
