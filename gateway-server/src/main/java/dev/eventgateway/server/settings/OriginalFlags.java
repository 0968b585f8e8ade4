package dev.eventgateway.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the first Event Gateway that are spelled another way here, or have lost their object. */
final class OriginalFlags {

    @Option(
            names = "--db-hosts",
            paramLabel = "HOSTS",
            description = "etcd servers, such as h1:2379,h2:2379; the same as --store=etcd://HOSTS")
    @Nullable
    String dbHosts;

    @Option(names = "--embed-peer-addr", paramLabel = "URL", hidden = true)
    @Nullable
    String embedPeerAddr;

    @Option(names = "--embed-cli-addr", paramLabel = "URL", hidden = true)
    @Nullable
    String embedCliAddr;

    @Option(names = "--plugin", paramLabel = "PATH", hidden = true)
    List<String> plugins = List.of();

    /** {@return what was given and has no effect, a sentence each} */
    List<String> warnings(boolean dev) {
        List<String> warnings = new ArrayList<>();
        if (dev && dbHosts != null && !dbHosts.isBlank()) {
            warnings.add("--db-hosts has no effect: --dev runs a store of its own");
        }
        if (embedPeerAddr != null) {
            warnings.add("--embed-peer-addr has no effect: the store of --dev has no peers");
        }
        if (embedCliAddr != null) {
            warnings.add(
                    "--embed-cli-addr has no effect: the store of --dev is a ZooKeeper on loopback, its port --embed-port");
        }
        return warnings;
    }

    /**
     * {@return the store's address, if it was given by this}
     *
     * @throws UsageException if it is no list of hosts
     */
    Optional<String> store() {
        return Optional.ofNullable(dbHosts)
                .map(String::strip)
                .filter(hosts -> !hosts.isEmpty())
                .map(hosts -> {
                    if (!hosts.matches("[^/,\\s@]+(,[^/,\\s@]+)*")) {
                        throw new UsageException(
                                "--db-hosts=" + hosts + ": expected etcd servers, such as h1:2379,h2:2379");
                    }
                    return "etcd://" + hosts;
                });
    }

    /**
     * Refuses what cannot be had.
     *
     * @throws UsageException if a plugin was given
     */
    void requireNoPlugin() {
        if (!plugins.isEmpty()) {
            throw new UsageException(
                    "--plugin: programs that speak Go's RPC do not run here; their successors are plugins in Java: name"
                            + " the folder of their jars by --plugins, and leave out --plugin");
        }
    }
}
