package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
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

/** The functions, and all who hand requests to them. What takes its time to start is started when it is asked for. */
final class House {

    private static final Pattern HANDLED = Pattern.compile("handled requests\\s+\\d+ \\d+ (\\d+)");
    private static final int START_ATTEMPTS = 100;
    private static final long LOOK_MILLIS = 50;

    private final Children children;
    private final Gateways gateways;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> places;
    private final int functionPort = TestServer.freePort();
    private final int slowPort = TestServer.freePort();
    private final int nginxPort = TestServer.freePort();
    private final int nginxTlsPort = TestServer.freePort();
    private final int haproxyPort = TestServer.freePort();
    private final int springPort = TestServer.freePort();
    private final Map<Kind, Contender> contenders = new EnumMap<>(Kind.class);
    private long looks;

    House(Children children, Plan plan) throws IOException, InterruptedException {
        this.children = children;
        TestCertificates certificates = new TestCertificates(children.folder());
        gateways = new Gateways(
                children, plan, certificates, "http://127.0.0.1:" + functionPort, "http://127.0.0.1:" + slowPort);
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
        await("slow", children.start("slow", haproxy("slow.cfg")), slowPort);
        add(Kind.FUNCTION, children.start(Kind.FUNCTION.name(), nginx("function.conf")), functionPort, 0);
        add(Kind.NGINX, children.startContender(Kind.NGINX.name(), nginx("nginx.conf")), nginxPort, nginxTlsPort);
        add(Kind.HAPROXY, children.startContender(Kind.HAPROXY.name(), haproxy("haproxy.cfg")), haproxyPort, 0);
    }

    Contender contender(Kind kind) throws IOException, InterruptedException {
        if (kind.isGateway()) {
            return gateways.contender(kind);
        }
        if (kind == Kind.SPRING && !contenders.containsKey(kind)) {
            add(kind, Spring.start(children, functionPort, springPort), springPort, 0);
        }
        return Objects.requireNonNull(contenders.get(kind));
    }

    /** {@return who changes its configuration while it is measured} */
    Optional<Changer> changer(Kind kind) {
        return gateways.changer(kind);
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

    private void add(Kind kind, Process process, int port, int tlsPort) throws IOException, InterruptedException {
        await(kind.name(), process, port);
        contenders.put(kind, new Contender(kind, process.toHandle(), port, tlsPort));
    }

    private List<String> nginx(String configuration) throws IOException {
        return List.of("nginx", "-c", write(configuration));
    }

    private List<String> haproxy(String configuration) throws IOException {
        return List.of("haproxy", "-db", "-f", write(configuration));
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

    /** Until it listens. */
    private void await(String name, Process process, int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        throw new IOException(name + " did not start: " + children.logged(name));
    }
}
