package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The functions, and all who hand requests to them. Gateways are started when they are asked for. */
final class House {

    private static final Pattern HANDLED = Pattern.compile("handled requests\\s+\\d+ \\d+ (\\d+)");
    private static final int START_ATTEMPTS = 100;
    private static final long LOOK_MILLIS = 50;
    private static final int MORE_SUBSCRIPTIONS = 10_000;

    private final Children children;
    private final Plan plan;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> places;
    private final int functionPort = TestServer.freePort();
    private final int slowPort = TestServer.freePort();
    private final int nginxPort = TestServer.freePort();
    private final int nginxTlsPort = TestServer.freePort();
    private final int haproxyPort = TestServer.freePort();
    private final int springPort = TestServer.freePort();
    private final TestCertificates certificates;
    private final Map<Kind, Contender> contenders = new EnumMap<>(Kind.class);
    private final Map<Kind, Changer> changers = new EnumMap<>(Kind.class);
    private long looks;

    House(Children children, Plan plan) throws IOException, InterruptedException {
        this.children = children;
        this.plan = plan;
        certificates = new TestCertificates(children.folder());
        places = Map.of(
                "FOLDER", children.folder().toString(),
                "FUNCTION", Integer.toString(functionPort),
                "SLOW", Integer.toString(slowPort),
                "NGINX", Integer.toString(nginxPort),
                "NGINX_TLS", Integer.toString(nginxTlsPort),
                "HAPROXY", Integer.toString(haproxyPort),
                "CERTIFICATE", certificates.certificate("server").toString(),
                "KEY", certificates.key("server").toString());
        write("pause.lua");
        start("slow", slowPort, "haproxy", "-db", "-f", write("slow.cfg"));
        add(
                Kind.FUNCTION,
                start(Kind.FUNCTION.name(), functionPort, "nginx", "-c", write("function.conf")),
                functionPort,
                0);
        add(
                Kind.NGINX,
                start(Kind.NGINX.name(), nginxPort, "nginx", "-c", write("nginx.conf")),
                nginxPort,
                nginxTlsPort);
        add(
                Kind.HAPROXY,
                start(Kind.HAPROXY.name(), haproxyPort, "haproxy", "-db", "-f", write("haproxy.cfg")),
                haproxyPort,
                0);
    }

    Contender contender(Kind kind) throws IOException, InterruptedException {
        if (!contenders.containsKey(kind)) {
            open(kind);
        }
        return Objects.requireNonNull(contenders.get(kind));
    }

    /** {@return who changes its configuration while it is measured} */
    Optional<Changer> changer(Kind kind) {
        return Optional.ofNullable(changers.get(kind));
    }

    /** {@return how many requests the function got so far, but for those that asked this} */
    long delivered() throws IOException, InterruptedException {
        URI status = URI.create("http://127.0.0.1:" + functionPort + "/status");
        String text = client.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher handled = HANDLED.matcher(text);
        if (!handled.find()) {
            throw new IOException("the function counts nothing: " + text);
        }
        looks++;
        return Long.parseLong(handled.group(1)) - looks;
    }

    private void open(Kind kind) throws IOException, InterruptedException {
        switch (kind) {
            case QUIET_ETCD, CHANGING_ETCD ->
                share(EtcdServer.start(children.folder().resolve("etcd")), Kind.QUIET_ETCD, Kind.CHANGING_ETCD);
            case QUIET_ZOOKEEPER, CHANGING_ZOOKEEPER ->
                share(
                        ZooKeeperServer.start(children.folder().resolve("zookeeper")),
                        Kind.QUIET_ZOOKEEPER,
                        Kind.CHANGING_ZOOKEEPER);
            case SPRING -> add(kind, Spring.start(children, functionPort, springPort), springPort, 0);
            default -> contenders.put(kind, gateway(kind).as(kind));
        }
    }

    private Gateway gateway(Kind kind) throws IOException, InterruptedException {
        Gateway gateway = Gateway.startAlone(children, kind.name(), flags(kind));
        gateway.register(function(), slow(), retry(kind));
        if (kind == Kind.FULL_GATEWAY) {
            gateway.registerMore(IntStream.range(0, MORE_SUBSCRIPTIONS), count -> {});
        } else if (kind == Kind.TROUBLED_GATEWAY) {
            Trouble.begin(children, gateway);
        }
        return gateway;
    }

    private List<String> flags(Kind kind) {
        return switch (kind) {
            case TLS_GATEWAY ->
                List.of(
                        "--events-tls-cert=" + certificates.certificate("server"),
                        "--events-tls-key=" + certificates.key("server"));
            // A full queue would refuse the events of one, and make dead letters of those of the other.
            case ONE_ATTEMPT_GATEWAY, RETRYING_GATEWAY -> List.of("--workers-backlog=1000000");
            default -> List.of();
        };
    }

    private static String retry(Kind kind) {
        return switch (kind) {
            case ONE_ATTEMPT_GATEWAY -> ",\"retry\":{\"attempts\":1}";
            case RETRYING_GATEWAY -> ",\"retry\":{\"attempts\":8,\"timeout\":\"5s\"},\"deadLetter\":\"slow\"";
            default -> "";
        };
    }

    private void share(TestServer server, Kind quiet, Kind changing) throws IOException, InterruptedException {
        SharedStore store = SharedStore.start(children, plan, server, function(), slow());
        contenders.put(quiet, store.gateway().as(quiet));
        contenders.put(changing, store.gateway().as(changing));
        changers.put(changing, store.changer());
    }

    private String function() {
        return "http://127.0.0.1:" + functionPort;
    }

    private String slow() {
        return "http://127.0.0.1:" + slowPort;
    }

    private void add(Kind kind, Process process, int port, int tlsPort) {
        contenders.put(kind, new Contender(kind, process.toHandle(), port, tlsPort));
    }

    /** {@return the file that a resource became with the ports of this run in it} */
    private String write(String name) throws IOException {
        try (InputStream resource = House.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("no " + name + " in the jar");
            }
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> place : places.entrySet()) {
                text = text.replace("@" + place.getKey() + "@", place.getValue());
            }
            Path file = children.folder().resolve(name);
            Files.writeString(file, text);
            return file.toString();
        }
    }

    private Process start(String name, int port, String... command) throws IOException, InterruptedException {
        Process process = children.start(name, List.of(command));
        for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return process;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        throw new IOException(name + " did not start: " + children.logged(name));
    }
}
