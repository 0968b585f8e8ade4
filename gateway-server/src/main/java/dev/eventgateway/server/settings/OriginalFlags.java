package dev.eventgateway.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Flags of the first Event Gateway that are spelled another way here, or have lost their object. */
final class OriginalFlags {

    private final Flag<String> dbHosts;
    private final Flag<String> embedPeerAddr;
    private final Flag<String> embedCliAddr;
    private final Flag<List<String>> plugins;

    /** Adds them to {@code command}. */
    OriginalFlags(CommandSpec command) {
        dbHosts = Flag.of(
                command,
                String.class,
                Flag.taking(
                        "--db-hosts",
                        "HOSTS",
                        "etcd servers, such as h1:2379,h2:2379; the same as --store=etcd://HOSTS"));
        embedPeerAddr = Flag.of(command, String.class, hidden("--embed-peer-addr", "URL"));
        embedCliAddr = Flag.of(command, String.class, hidden("--embed-cli-addr", "URL"));
        plugins = Flag.of(command, List.class, hidden("--plugin", "PATH").auxiliaryTypes(String.class));
    }

    private static OptionSpec.Builder hidden(String name, String label) {
        return OptionSpec.builder(name).paramLabel(label).hidden(true);
    }

    /** {@return what was given and has no effect, a sentence each} */
    List<String> warnings(boolean dev) {
        List<String> warnings = new ArrayList<>();
        if (dev && dbHosts.given().filter(hosts -> !hosts.isBlank()).isPresent()) {
            warnings.add("--db-hosts has no effect: --dev runs a store of its own");
        }
        if (embedPeerAddr.given().isPresent()) {
            warnings.add("--embed-peer-addr has no effect: the store of --dev has no peers");
        }
        if (embedCliAddr.given().isPresent()) {
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
        return dbHosts.given()
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
        if (plugins.given().isPresent()) {
            throw new UsageException(
                    "--plugin: programs that speak Go's RPC do not run here; their successors are plugins in Java: name"
                            + " the folder of their jars by --plugins, and leave out --plugin");
        }
    }
}
