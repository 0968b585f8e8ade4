package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.settings.CommandLineSettings;
import dev.eventgateway.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the files in docs/deploy ask of the server, the server has. */
class DeploymentFilesTest {

    private static final Path FOLDER = Path.of("../docs/deploy");

    /** One object out of a YAML file, and the way down into it. */
    private record Node(Object value) {

        /** {@return what is below, by names of maps and numbers of lists} */
        Node at(Object... path) {
            Node here = this;
            for (Object step : path) {
                here = here.below(step);
            }
            return here;
        }

        private Node below(Object step) {
            Object found =
                    step instanceof Integer number ? ((List<?>) value).get(number) : ((Map<?, ?>) value).get(step);
            return new Node(Objects.requireNonNull(found, () -> "nothing at " + step));
        }

        String text() {
            return String.valueOf(value);
        }

        int number() {
            return (Integer) value;
        }

        List<Node> all() {
            return ((List<?>) value).stream().map(Node::new).toList();
        }
    }

    private static List<Node> kubernetes() throws IOException {
        Iterable<Object> documents = new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(FOLDER.resolve("kubernetes.yaml")));
        return StreamSupport.stream(documents.spliterator(), false)
                .map(Node::new)
                .toList();
    }

    private static Node kubernetes(String kind, String name) throws IOException {
        return kubernetes().stream()
                .filter(each -> each.at("kind").text().equals(kind)
                        && each.at("metadata", "name").text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Node pod() throws IOException {
        return kubernetes("Deployment", "event-gateway").at("spec", "template", "spec");
    }

    private static Node container() throws IOException {
        return pod().at("containers", 0);
    }

    private static Map<String, String> environment(Node container) {
        Map<String, String> variables = new HashMap<>();
        container.at("env").all().forEach(each -> variables.put(each.at("name").text(), "s3cret"));
        return variables;
    }

    private static Settings settings(Node container) {
        String[] arguments = container.at("args").all().stream().map(Node::text).toArray(String[]::new);
        return CommandLineSettings.parse(environment(container), arguments).settings();
    }

    private static int port(Node container, String name) {
        return container.at("ports").all().stream()
                .filter(each -> each.at("name").text().equals(name))
                .findFirst()
                .orElseThrow()
                .at("containerPort")
                .number();
    }

    @Test
    void thePortsOfTheManifestAreThoseOfItsSettings() throws IOException {
        Settings settings = settings(container());
        assertThat(port(container(), "events")).isEqualTo(settings.events().getPort());
        assertThat(port(container(), "config")).isEqualTo(settings.config().getPort());
        assertThat(settings.config().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(settings.accessKey()).isPresent();
        Node events = kubernetes("Service", "event-gateway").at("spec", "ports", 0);
        Node config = kubernetes("Service", "event-gateway-config").at("spec", "ports", 0);
        assertThat(events.at("targetPort").text()).isEqualTo("events");
        assertThat(config.at("targetPort").text()).isEqualTo("config");
        Node ingress = kubernetes("NetworkPolicy", "event-gateway").at("spec", "ingress");
        assertThat(ingress.at(0, "ports", 0, "port").number())
                .isEqualTo(settings.events().getPort());
        assertThat(ingress.at(1, "ports", 0, "port").number())
                .isEqualTo(settings.config().getPort());
        assertThat(ingress.at(1, "from").all()).isNotEmpty();
    }

    @Test
    void theProbesOfTheManifestAreAnsweredWithoutTheKey() throws Exception {
        try (Instance instance = Instance.start(environment(container()))) {
            for (String probe : new String[] {"startupProbe", "readinessProbe", "livenessProbe"}) {
                Node get = container().at(probe, "httpGet");
                assertThat(get.at("port").text()).isEqualTo("config");
                assertThat(instance.config(get.at("path").text()).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void theDrainFitsIntoTheTimeThatAStopMayTake() throws IOException {
        Duration drain = settings(container()).limits().shutdownTimeout();
        int sleep = container().at("lifecycle", "preStop", "sleep", "seconds").number();
        int grace = pod().at("terminationGracePeriodSeconds").number();
        assertThat(Duration.ofSeconds(grace)).isGreaterThan(drain.plusSeconds(sleep + 5));
        Matcher stop = Pattern.compile("TimeoutStopSec=(\\d+)").matcher(unit());
        assertThat(stop.find()).isTrue();
        assertThat(Duration.ofSeconds(Integer.parseInt(stop.group(1)))).isGreaterThan(drain.plusSeconds(5));
    }

    @Test
    void theImageIsRunAsTheUserAndOnThePortsThatItIsMadeFor() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        int user = pod().at("securityContext", "runAsUser").number();
        assertThat(pom)
                .contains("<user>" + user + ":" + user + "</user>")
                .contains("<port>" + port(container(), "events") + "</port>")
                .contains("<port>" + port(container(), "config") + "</port>")
                .contains("<image>event-gateway:${project.version}</image>");
        assertThat(container().at("image").text()).matches("event-gateway:[0-9].*");
    }

    private static String unit() throws IOException {
        return Files.readString(FOLDER.resolve("event-gateway.service"));
    }

    @Test
    void theUnitStartsTheServerWithFlagsAndSettingsThatItHas(@TempDir Path credentials) throws IOException {
        Files.writeString(credentials.resolve("access-key"), "s3cret\n");
        String command = unit().replace("\\\n", " ")
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words = Stream.of(command.split("\\s+", -1))
                .map(word -> word.replace("${CREDENTIALS_DIRECTORY}", credentials.toString()))
                .map(word -> word.replace("/etc/event-gateway/", FOLDER + "/"))
                .toList();
        List<String> arguments = new ArrayList<>(words.subList(words.indexOf("-jar") + 2, words.size()));

        Settings settings = CommandLineSettings.parse(Map.of(), arguments.toArray(String[]::new))
                .settings();

        assertThat(settings.accessKey()).isPresent();
        assertThat(settings.store()).isInstanceOf(Settings.Store.External.class);
        assertThat(settings.config().getAddress().isLoopbackAddress()).isTrue();
        assertThat(unit()).contains("LoadCredential=access-key:");
    }
}
