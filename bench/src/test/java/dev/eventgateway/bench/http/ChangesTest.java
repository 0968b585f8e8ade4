package dev.eventgateway.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.eventgateway.bench.http.Change.Live;
import dev.eventgateway.bench.http.Contender.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int SECOND_REQUEST = 2;
    private static final long LONG_AGO = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path folder;

    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server = server();

    @BeforeEach
    void answerAsWantedFromTheSecondRequestOn() {
        server.createContext("/changed", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(requests.incrementAndGet() < SECOND_REQUEST ? NOT_FOUND : OK, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatWasAnsweredAsBeforeWasNotLiveWhenItWasSent() throws Exception {
        long changed = System.nanoTime() - LONG_AGO;
        Probe probe = new Probe(HttpClient.newHttpClient(), address(), "/changed", OK, changed);

        probe.look().join();
        assertThat(probe.isOver()).isFalse();
        probe.look().join();
        assertThat(probe.isOver()).isTrue();
        probe.look().join();

        assertThat(requests).as("none is sent once it is live").hasValue(SECOND_REQUEST);
        assertThat(probe.live().nanos()).isGreaterThan(LONG_AGO);
        assertThat(probe.live().errorNanos())
                .isPositive()
                .isLessThan(probe.live().nanos() - LONG_AGO);
    }

    @Test
    void whatWasLiveAtTheFirstLookMayHaveBeenSoAllTheTime() throws Exception {
        requests.set(SECOND_REQUEST);
        Probe probe = new Probe(HttpClient.newHttpClient(), address(), "/changed", OK, System.nanoTime() - LONG_AGO);

        probe.look().join();

        assertThat(probe.live().errorNanos()).isEqualTo(probe.live().nanos());
    }

    @Test
    void theFiguresOfChangesAreThoseOfTheSlowest() throws IOException {
        List<Change> all = LongStream.rangeClosed(1, 100)
                .map(TimeUnit.MILLISECONDS::toNanos)
                .mapToObj(each -> new Change(each, new Live(2 * each, each), new Live(3 * each, each / 2)))
                .toList();
        Sample sample = new Sample(answers(), 1, 1, new Usage(1, 1), 0, new Changes(all, 50));

        assertThat(Figure.CHANGES.of(sample)).isEqualTo(50);
        assertThat(Figure.ANSWERED_P50.of(sample)).isEqualTo(50);
        assertThat(Figure.LIVE_HERE_P99.of(sample)).isEqualTo(198);
        assertThat(Figure.LIVE_ELSEWHERE_P99.of(sample)).isEqualTo(297);
        assertThat(Figure.ERROR_P99.of(sample)).isEqualTo(99);
        assertThat(Figure.FOLLOWED_P99.of(sample)).isEqualTo(396);
    }

    @Test
    void changesThatAreLiveTooLateMissTheGoal() throws IOException {
        assertThat(verdictsFor(49)).allMatch(word -> word.equals("met"));
        assertThat(verdictsFor(51)).containsExactly("met", "met", "met", "missed");
    }

    private List<String> verdictsFor(long elsewhereMillis) throws IOException {
        Scenario scenario = Plan.of(List.of("changing-etcd")).scenarios().get(0);
        Live here = new Live(0, 0);
        Change change = new Change(1, here, new Live(TimeUnit.MILLISECONDS.toNanos(elsewhereMillis), 0));
        Sample quiet = new Sample(answers(), 1, 1, new Usage(1, 1), 0, Changes.NONE);
        Sample changing = new Sample(answers(), 1, 1, new Usage(1, 1), 0, new Changes(List.of(change), 50));
        Comparison comparison = new Comparison(
                scenario, true, Map.of(Kind.QUIET_ETCD, List.of(quiet), Kind.CHANGING_ETCD, List.of(changing)));
        return comparison.verdicts().stream().map(Comparison.Verdict::word).toList();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Answers answers() throws IOException {
        return Answers.read(Files.writeString(folder.resolve("answers.log"), "1000000\t200\t500\n"));
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
