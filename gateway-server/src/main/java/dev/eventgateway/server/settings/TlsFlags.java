package dev.eventgateway.server.settings;

import dev.eventgateway.server.settings.Settings.Tls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that encrypt the two APIs. An empty value is the same as no flag. */
final class TlsFlags {

    @Option(
            names = "--events-tls-cert",
            paramLabel = "FILE",
            description = "Certificate of the Events API, and those that vouch for it, in PEM: HTTPS and HTTP/2.")
    @Nullable
    String eventsCert;

    @Option(names = "--events-tls-key", paramLabel = "FILE", description = "Its private key, in PEM.")
    @Nullable
    String eventsKey;

    @Option(
            names = "--events-tls-client-ca",
            paramLabel = "FILE",
            description = "Whom the certificates of senders must come from, in PEM.")
    @Nullable
    String eventsClientCa;

    @Option(
            names = "--config-tls-cert",
            paramLabel = "FILE",
            description = "Certificate of the Config API, and those that vouch for it, in PEM: HTTPS and HTTP/2.")
    @Nullable
    String configCert;

    @Option(names = "--config-tls-key", paramLabel = "FILE", description = "Its private key, in PEM.")
    @Nullable
    String configKey;

    @Option(
            names = "--config-tls-client-ca",
            paramLabel = "FILE",
            description = "Whom the certificates of the Config API's clients must come from, in PEM.")
    @Nullable
    String configClientCa;

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

    private static Optional<String> given(@Nullable String file) {
        return Optional.ofNullable(file).filter(name -> !name.isBlank());
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
