package dev.eventgateway.server.settings;

import dev.eventgateway.event.SpecVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How an instance is run.
 *
 * @param store where the configuration is kept; {@link Store} tells the two ways
 * @param events where the Events API listens
 * @param config where the Config API listens
 * @param eventsTls how the Events API is encrypted; empty for plain HTTP
 * @param configTls how the Config API is encrypted; empty for plain HTTP
 * @param accessKey what the Config API asks for; empty only if it listens on loopback
 * @param plugins which plugins are loaded, and how they are to work
 * @param ownEvents the version of the events that the gateway makes itself
 * @param trustForwarded whether senders are believed what they say of those before them
 * @param logging what is logged and how
 * @param limits how much of anything
 */
public record Settings(
        Store store,
        InetSocketAddress events,
        InetSocketAddress config,
        Optional<Tls> eventsTls,
        Optional<Tls> configTls,
        Optional<AccessKey> accessKey,
        Plugins plugins,
        SpecVersion ownEvents,
        boolean trustForwarded,
        Logging logging,
        Limits limits) {

    /** Where the configuration is kept. */
    public sealed interface Store {

        /**
         * A store that somebody runs.
         *
         * @param uri its address, which may hold a secret
         */
        record External(String uri) implements Store {

            /** {@return which kind of store it is, and nothing more} */
            @Override
            public String toString() {
                return uri.replaceFirst(":.*", ":…");
            }
        }

        /**
         * A ZooKeeper in this process, for development.
         *
         * @param dataDir where it keeps its data
         * @param port where it listens on loopback; 0 for any free port
         */
        record Embedded(Path dataDir, int port) implements Store {}
    }

    /**
     * How an API is encrypted, by files in PEM.
     *
     * @param certificate the certificate, and those that vouch for it
     * @param key its private key
     * @param clientAuthority whom clients' certificates must come from; empty if clients need none
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientAuthority) {}

    /**
     * Which plugins are loaded beside those on the class path, and how they are to work.
     *
     * @param folder where their jars are
     * @param settings by plugin; values may be secrets
     */
    public record Plugins(Optional<Path> folder, Map<String, Map<String, String>> settings) {

        /** {@return the folder, and the names of the plugins that have settings} */
        @Override
        public String toString() {
            return folder + " " + settings.keySet();
        }
    }

    /**
     * What is logged and how.
     *
     * @param level the least important lines that are written
     * @param format how a line looks
     */
    public record Logging(Level level, Format format) {

        /** Importance of a line. */
        public enum Level {
            /** Everything. */
            DEBUG,
            /** What an operator may want to know. */
            INFO,
            /** What may need attention. */
            WARN,
            /** What needs attention. */
            ERROR
        }

        /** How a line looks. */
        public enum Format {
            /** One JSON object per line. */
            JSON,
            /** For people. */
            TEXT
        }
    }

    /**
     * How much of anything.
     *
     * @param workers how many asynchronous calls run at a time
     * @param backlog how many more of them wait
     * @param maxHops how often an event may pass gateways
     * @param maxBody the largest request body on the Events API, in bytes
     * @param functionTimeout how long a function may take to answer
     * @param startupTimeout how long a starting instance tries again while its store is out of reach
     * @param shutdownTimeout how long a stopping instance may take to finish what it accepted
     */
    public record Limits(
            int workers,
            int backlog,
            int maxHops,
            int maxBody,
            Duration functionTimeout,
            Duration startupTimeout,
            Duration shutdownTimeout) {}
}
