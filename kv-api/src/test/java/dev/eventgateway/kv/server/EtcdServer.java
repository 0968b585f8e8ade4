package dev.eventgateway.kv.server;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real etcd server. */
public final class EtcdServer extends TestServer {

    private static final Pattern WATCHES =
            Pattern.compile("^etcd_debugging_mvcc_watcher_total (\\d+)$", Pattern.MULTILINE);

    private final int port = Shell.freePort();
    private final int plainPort;
    private final int healthPort = Shell.freePort();
    private final String peer = "http://127.0.0.1:" + Shell.freePort();
    private final String protocol;
    private final List<String> more;
    private String cluster = member();

    private EtcdServer(Path folder, boolean secure, List<String> more) {
        super("etcd", secure ? "etcds" : "etcd", folder);
        this.protocol = secure ? "https" : "http";
        this.plainPort = secure ? Shell.freePort() : port;
        this.more = List.copyOf(more);
    }

    /** {@return a server that keeps its data in {@code folder}, running} */
    public static EtcdServer start(Path folder, String... more) {
        return started(new EtcdServer(folder, false, List.of(more)));
    }

    /** {@return a server that takes only TLS from clients, as {@code more} arguments say with which certificates} */
    public static EtcdServer startSecure(Path folder, String... more) {
        return started(new EtcdServer(folder, true, List.of(more)));
    }

    /** {@return the three members of a cluster, running} */
    public static List<EtcdServer> startThree(Path folder) {
        List<EtcdServer> members = Stream.of("a", "b", "c")
                .map(name -> new EtcdServer(folder.resolve(name), false, List.of()))
                .toList();
        String cluster = members.stream().map(EtcdServer::member).collect(joining(","));
        members.forEach(member -> member.cluster = cluster);
        return together(members);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean leads() {
        String status = ask("/v3/maintenance/status", "{}");
        return number(status, "leader") == number(status, "member_id");
    }

    /** {@return where administrators connect to: without TLS, whatever clients have to use} */
    public int plainPort() {
        return plainPort;
    }

    /** {@return how many watches it keeps for its clients} */
    public int watches() {
        try {
            String metrics = Shell.http(healthPort, "GET", "/metrics", "");
            return WATCHES.matcher(metrics)
                    .results()
                    .mapToInt(found -> Integer.parseInt(found.group(1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Makes it forget all that was before now. */
    public void compact() {
        long now = number(ask("/v3/kv/range", "{\"key\":\"AA==\"}"), "revision");
        ask("/v3/kv/compaction", "{\"revision\":\"" + now + "\",\"physical\":true}");
    }

    @Override
    List<String> command() {
        String clients = protocol + "://" + address();
        String plain = "http://127.0.0.1:" + plainPort;
        List<String> command = new ArrayList<>(List.of(
                Shell.binary("etcd"),
                "--name=member-" + port,
                "--data-dir=" + data(),
                "--listen-client-urls=" + (plain.equals(clients) ? plain : clients + "," + plain),
                "--advertise-client-urls=" + clients,
                "--listen-metrics-urls=http://127.0.0.1:" + healthPort,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + cluster,
                "--logger=zap",
                "--log-outputs=stderr"));
        command.addAll(more);
        return command;
    }

    @Override
    boolean isReady() throws IOException {
        return Shell.http(healthPort, "GET", "/health", "").contains("true");
    }

    /** {@return what etcd's JSON gateway answers to {@code question}, with its status in front} */
    public String ask(String path, String question) {
        try {
            return Shell.http(plainPort, "POST", path, question);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** {@return its entry in the list of a cluster's members} */
    private String member() {
        return "member-" + port + "=" + peer;
    }

    private static EtcdServer started(EtcdServer server) {
        server.start();
        return server;
    }

    private static long number(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([0-9]+)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return Long.parseUnsignedLong(found.group(1));
    }
}
