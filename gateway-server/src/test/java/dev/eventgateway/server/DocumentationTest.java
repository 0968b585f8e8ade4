package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.server.DocumentedExchanges.Call;
import dev.eventgateway.server.DocumentedExchanges.Exchange;
import dev.eventgateway.server.DocumentedExchanges.Message;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the documents happens: request for request, on one gateway. {@code …} stands for any text. */
class DocumentationTest {

    /** Where functions are said to be; the test puts its own function there. */
    private static final Pattern ADDRESS = Pattern.compile("(?<=\"url\": ?\")https?://([^/\"]+)");

    private static final String CONFIG_API = "localhost:4001";
    private static final String EVENTS_API = "localhost:4000";

    private final Set<String> hostsOfFunctions = new HashSet<>();
    private volatile List<Call> calls = List.of();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"api.md", "functions.md", "authorizers.md", "system-events.md"})
    void everyExampleHappensAsItIsWritten(String document) throws Exception {
        List<Exchange> exchanges = DocumentedExchanges.of(document);
        assertThat(exchanges).hasSizeGreaterThan(5);
        try (RawFunction function = RawFunction.serving(this::serve);
                URLClassLoader built = built(document);
                Instance instance = startedWith(built)) {
            for (Exchange exchange : exchanges) {
                happen(exchange, instance, function);
            }
        }
    }

    /** {@return the classes of this test, and of the jar that the document has its reader build} */
    private URLClassLoader built(String document) throws IOException, InterruptedException {
        DocumentedBuild.of(document, folder);
        try (Stream<Path> files = Files.list(folder)) {
            URL[] jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .map(DocumentationTest::url)
                    .toArray(URL[]::new);
            return new URLClassLoader(jars, getClass().getClassLoader());
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException never) {
            throw new IllegalStateException(never);
        }
    }

    /** A jar on the class path is found through the loader of the thread that starts the gateway. */
    private static Instance startedWith(ClassLoader loader) {
        Thread starting = Thread.currentThread();
        ClassLoader usual = starting.getContextClassLoader();
        starting.setContextClassLoader(loader);
        try {
            return Instance.start();
        } finally {
            starting.setContextClassLoader(usual);
        }
    }

    private void serve(RawFunction.Connection connection) throws IOException {
        while (connection.read()) {
            connection.write(answerTo(connection.last()));
        }
    }

    /** The answer that stands below that very call, or one that stands alone. */
    private String answerTo(RawFunction.Request sent) {
        return calls.stream()
                .filter(call -> call.request()
                        .map(documented -> isLineOf(documented, sent))
                        .orElse(true))
                .flatMap(call -> call.answer().stream())
                .findFirst()
                .map(DocumentationTest::wire)
                .orElse(answer(200, "{}"));
    }

    private static boolean isLineOf(Message documented, RawFunction.Request sent) {
        return sent.line().equals(documented.start() + " HTTP/1.1");
    }

    private void happen(Exchange exchange, Instance instance, RawFunction function) throws Exception {
        int before = function.requests().size();
        calls = exchange.calls();
        HttpResponse<String> reply = send(exchange.request(), instance, function);
        assertReply(exchange, reply, function);
        List<Message> documented = exchange.toFunctions();
        await(exchange.request().start())
                .pollDelay(Duration.ZERO)
                .until(() -> function.requests().size() >= before + documented.size());
        awaitIdle(instance);
        if (!documented.isEmpty()) {
            List<RawFunction.Request> sent =
                    function.requests().subList(before, function.requests().size());
            assertThat(sent).as(exchange.request().start()).hasSize(documented.size());
            for (Message each : documented) {
                assertThat(sent).anySatisfy(request -> assertSent(each, request));
            }
        }
    }

    /** An answer to the sender is not the end: asynchronous deliveries follow. */
    private static void awaitIdle(Instance instance) {
        await().pollDelay(Duration.ZERO).until(() -> {
            String status = instance.config("/v1/status").body();
            return status.contains("\"waiting\":0") && status.contains("\"running\":0");
        });
    }

    private static String wire(Message answer) {
        StringBuilder text = new StringBuilder(answer.start()).append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append("\r\n"));
        if (answer.start().contains(" 204 ")) {
            return text.append("\r\n").toString();
        }
        int length = answer.body().getBytes(StandardCharsets.UTF_8).length;
        return text.append("Content-Length: ")
                .append(length)
                .append("\r\n\r\n")
                .append(answer.body())
                .toString();
    }

    private HttpResponse<String> send(Message request, Instance instance, RawFunction function) throws Exception {
        String[] start = request.start().split(" ", -1);
        List<String> headers = new ArrayList<>();
        request.headers().forEach((name, value) -> {
            if (!name.equals("Host")) {
                headers.addAll(List.of(name, value));
            }
        });
        String[] all = headers.toArray(String[]::new);
        String host = request.headers().getOrDefault("Host", "");
        assertThat(host).as(request.start()).isIn(CONFIG_API, EVENTS_API);
        Matcher address = ADDRESS.matcher(request.body());
        while (address.find()) {
            hostsOfFunctions.add(address.group(1));
        }
        String body = at(function, request.body());
        return host.equals(CONFIG_API)
                ? instance.config(start[0], start[1], body, all)
                : instance.events(start[0], start[1], body, all);
    }

    private static String at(RawFunction function, String body) {
        return ADDRESS.matcher(body).replaceAll(Matcher.quoteReplacement(function.url("")));
    }

    private static void assertReply(Exchange exchange, HttpResponse<String> reply, RawFunction function) {
        String what = exchange.request().start();
        String status = exchange.reply().start().split(" ", -1)[1];
        assertThat(reply.statusCode()).as(what + ": " + reply.body()).isEqualTo(Integer.parseInt(status));
        exchange.reply()
                .headers()
                .forEach((name, value) -> assertThat(reply.headers().allValues(name))
                        .as(what + ": " + name)
                        .anyMatch(real -> matches(value, real)));
        assertBody(what, at(function, exchange.reply().body()), reply.body());
    }

    private void assertSent(Message documented, RawFunction.Request sent) {
        assertThat(isLineOf(documented, sent)).as(sent.line()).isTrue();
        assertThat(hostsOfFunctions).contains(documented.headers().get("Host"));
        Set<String> names = sent.head().stream()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(":", 2)[0])
                .collect(Collectors.toSet());
        assertThat(names).as(documented.start()).isEqualTo(documented.headers().keySet());
        documented.headers().forEach((name, value) -> {
            if (!name.equals("Host")) {
                assertThat(matches(value, sent.header(name)))
                        .as(name + ": " + sent.header(name))
                        .isTrue();
            }
        });
        // The JDK's client says so of a GET, in some of its versions.
        String body = new String(sent.body(), StandardCharsets.UTF_8).replace("\"Content-Length\":\"0\",", "");
        assertBody(documented.start(), documented.body(), body);
    }

    private static void assertBody(String what, String documented, String real) {
        if (!documented.startsWith("{") && !documented.startsWith("[")) {
            assertThat(matches(documented, real.strip())).as(what + ": " + real).isTrue();
            return;
        }
        assertThat(matches(JsonParser.parseString(documented), JsonParser.parseString(real)))
                .as(what + ": " + real)
                .isTrue();
    }

    private static boolean matches(JsonElement documented, JsonElement real) {
        if (documented instanceof JsonObject object) {
            if (object.keySet().equals(Set.of("…"))) {
                return real.isJsonObject();
            }
            return real instanceof JsonObject other
                    && new TreeSet<>(object.keySet()).equals(new TreeSet<>(other.keySet()))
                    && object.keySet().stream().allMatch(name -> matches(object.get(name), other.get(name)));
        }
        if (documented instanceof JsonArray array) {
            return real instanceof JsonArray other && matches(array, other);
        }
        return (documented.isJsonPrimitive() && documented.getAsJsonPrimitive().isString() && real.isJsonPrimitive())
                ? matches(documented.getAsString(), real.getAsString())
                : documented.equals(real);
    }

    private static boolean matches(JsonArray documented, JsonArray real) {
        for (int at = 0; at < documented.size(); at++) {
            if (at >= real.size() || !matches(documented.get(at), real.get(at))) {
                return false;
            }
        }
        return documented.size() == real.size();
    }

    private static boolean matches(String documented, String real) {
        String pattern =
                Arrays.stream(documented.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(real).matches();
    }
}
