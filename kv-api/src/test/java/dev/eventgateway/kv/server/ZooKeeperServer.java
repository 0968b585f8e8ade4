package dev.eventgateway.kv.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real ZooKeeper server, in a JVM with the class path of this one. Its sessions may be as short as 400 ms. */
public final class ZooKeeperServer extends TestServer {

    private static final int TICK_MILLIS = 200;
    private static final Pattern SESSION = Pattern.compile("0x[0-9a-f]+");
    private static final Pattern WATCHES = Pattern.compile("Total watches:([0-9]+)");

    private final int port = Shell.freePort();
    private final int securePort = Shell.freePort();
    private final int quorumPort = Shell.freePort();
    private final int electionPort = Shell.freePort();
    private final List<String> more;
    private final Map<ZooKeeperServer, Integer> ways = new HashMap<>();
    private List<ZooKeeperServer> members = List.of();

    private ZooKeeperServer(Path folder, List<String> more) {
        super("ZooKeeper", "zk", folder);
        this.more = List.copyOf(more);
    }

    /** {@return a server that keeps its data in {@code folder}, running, with {@code more} lines in its zoo.cfg} */
    public static ZooKeeperServer start(Path folder, String... more) {
        ZooKeeperServer server = new ZooKeeperServer(folder, List.of(more));
        server.start();
        return server;
    }

    /** {@return the three members of an ensemble, running} */
    public static List<ZooKeeperServer> startThree(Path folder) {
        IntUnaryOperator direct = port -> port;
        return startThree(folder, List.of(direct, direct, direct));
    }

    /**
     * {@return the three members of an ensemble, running}
     *
     * @param ways for each of them, the port by which it reaches the port on which another would lead it
     */
    public static List<ZooKeeperServer> startThree(Path folder, List<IntUnaryOperator> ways) {
        List<ZooKeeperServer> members = Stream.of("a", "b", "c")
                .map(name -> new ZooKeeperServer(folder.resolve(name), List.of()))
                .toList();
        for (ZooKeeperServer member : members) {
            IntUnaryOperator way = ways.get(members.indexOf(member));
            member.members = members;
            members.forEach(other ->
                    member.ways.put(other, other == member ? other.quorumPort : way.applyAsInt(other.quorumPort)));
        }
        return together(members);
    }

    @Override
    public int port() {
        return port;
    }

    /** {@return where clients connect to with TLS, if lines of zoo.cfg that begin with {@code ssl.} say how} */
    public int securePort() {
        return securePort;
    }

    @Override
    public boolean leads() {
        return ask("srvr").contains("Mode: leader");
    }

    /** {@return the ids of all sessions that are not over} */
    public Set<String> sessions() {
        String sessions = ask("dump").split("ephemeral nodes dump", 2)[0];
        return SESSION.matcher(sessions).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** {@return how many watches it keeps for its clients} */
    public int watches() {
        return WATCHES.matcher(ask("wchs"))
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    List<String> command() throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                settings().toString());
    }

    @Override
    boolean isReady() throws IOException {
        return Shell.talk(port, "srvr").contains("Mode: ");
    }

    private String ask(String word) {
        try {
            return Shell.talk(port, word);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Path settings() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "dataDir=" + data(),
                "clientPort=" + port,
                "clientPortAddress=127.0.0.1",
                "tickTime=" + TICK_MILLIS,
                "maxClientCnxns=1000",
                "admin.enableServer=false",
                "4lw.commands.whitelist=*",
                "initLimit=50",
                "syncLimit=25"));
        for (ZooKeeperServer member : members) {
            lines.add("server." + member.id() + "=127.0.0.1:" + ways.get(member) + ":" + member.electionPort);
        }
        lines.addAll(more);
        if (more.stream().anyMatch(line -> line.startsWith("ssl."))) {
            lines.add("secureClientPort=" + securePort);
            lines.add("secureClientPortAddress=127.0.0.1");
            lines.add("serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory");
        }
        Files.writeString(Files.createDirectories(data()).resolve("myid"), String.valueOf(id()));
        return Files.write(folder().resolve("zoo.cfg"), lines);
    }

    private int id() {
        return members.indexOf(this) + 1;
    }
}
