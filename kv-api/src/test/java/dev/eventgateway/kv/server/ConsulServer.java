package dev.eventgateway.kv.server;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real Consul server. */
public final class ConsulServer extends TestServer {

    private final int port = Shell.freePort();
    private final int httpsPort = Shell.freePort();
    private final int rpcPort = Shell.freePort();
    private final int gossipPort = Shell.freePort();
    private final String more;
    private List<ConsulServer> members = List.of(this);

    private ConsulServer(Path folder, String more) {
        super("Consul", "consul", folder);
        this.more = more;
    }

    /** {@return a server that keeps its data in {@code folder}, running} */
    public static ConsulServer start(Path folder) {
        return start(folder, "");
    }

    /**
     * {@return a server that is configured further, running}
     *
     * @param more members of its JSON configuration, such as {@code "acl": {"enabled": true}}; may be empty
     */
    public static ConsulServer start(Path folder, String more) {
        ConsulServer server = new ConsulServer(folder, more);
        server.start();
        return server;
    }

    /** {@return the three members of a cluster, running} */
    public static List<ConsulServer> startThree(Path folder) {
        List<ConsulServer> members = Stream.of("a", "b", "c")
                .map(name -> new ConsulServer(folder.resolve(name), ""))
                .toList();
        members.forEach(member -> member.members = members);
        return together(members);
    }

    @Override
    public int port() {
        return port;
    }

    /** {@return where clients connect to with TLS, once certificates are configured} */
    public int httpsPort() {
        return httpsPort;
    }

    @Override
    public boolean leads() {
        try {
            return Shell.http(port, "GET", "/v1/status/leader", "").contains(":" + rpcPort);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    List<String> command() throws IOException {
        return List.of(
                Shell.binary("consul"),
                "agent",
                "-server",
                "-bootstrap-expect=" + members.size(),
                "-bind=127.0.0.1",
                "-client=127.0.0.1",
                "-advertise=127.0.0.1",
                "-node=member-" + port,
                "-datacenter=dc1",
                "-data-dir=" + data(),
                "-config-file=" + configuration(),
                "-disable-host-node-id",
                "-log-level=warn");
    }

    /** Ready is a server that writes, or knows that it must not: one that only answers may have no leader yet. */
    @Override
    boolean isReady() throws IOException {
        String answer = Shell.http(port, "PUT", "/v1/kv/ready", "1");
        return answer.startsWith("200") || answer.startsWith("403");
    }

    private Path configuration() throws IOException {
        String ports =
                "\"http\": %d, \"https\": %d, \"server\": %d, \"serf_lan\": %d, \"serf_wan\": -1, \"dns\": -1, \"grpc\": -1"
                        .formatted(port, more.contains("cert_file") ? httpsPort : -1, rpcPort, gossipPort);
        String others = members.stream()
                .filter(member -> member != this)
                .map(member -> "\"127.0.0.1:" + member.gossipPort + "\"")
                .collect(joining(","));
        String rest = more.isEmpty() ? "" : ", " + more;
        return Files.writeString(
                folder().resolve("consul.json"),
                "{\"ports\": {" + ports + "}, \"retry_join\": [" + others + "], \"retry_interval\": \"1s\","
                        + " \"performance\": {\"raft_multiplier\": 1}, \"disable_update_check\": true" + rest + "}");
    }
}
