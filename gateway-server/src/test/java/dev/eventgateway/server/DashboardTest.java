package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.eventgateway.function.RawFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/grafana-dashboard.json: each of its queries shows something once there is traffic. */
class DashboardTest {

    private static final Pattern METRIC = Pattern.compile("eventgateway_\\w+?(?=_bucket\\b|\\b)");

    private static final Pattern ALERT = Pattern.compile("\\| `(increase[^`]+|eventgateway_\\w+ > 0)`");

    @TempDir
    private Path folder;

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        JsonParser.parseString(DocumentedExchanges.text("grafana-dashboard.json"))
                .getAsJsonObject()
                .getAsJsonArray("panels")
                .forEach(panel -> panel.getAsJsonObject()
                        .getAsJsonArray("targets")
                        .forEach(target ->
                                queries.add(target.getAsJsonObject().get("expr").getAsString())));
        return queries;
    }

    @Test
    void everyQueryShowsSomethingAfterSomeTraffic() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Instance instance = Instance.start("--workers=1", "--workers-backlog=1", "--function-timeout=1s");
                RawFunction good = RawFunction.answering(answer(200, "{}"));
                RawFunction failing = RawFunction.answering(answer(500, ""));
                RawFunction slow = RawFunction.serving(connection -> over.await());
                PrometheusServer prometheus =
                        PrometheusServer.start(folder, instance.server().config())) {
            Traffic traffic = new Traffic(instance, good, failing, slow);

            for (String query : queries()) {
                String now = query.replace("$__rate_interval", "1m");
                await(query)
                        .pollInterval(Duration.ofMillis(200))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> {
                            traffic.once();
                            return shows(prometheus.query(now));
                        });
            }
            over.countDown();
        }
    }

    /** The first loss may be the only one, and it brings the series with it. */
    @Test
    void theAlertsFireAtTheFirstEvent() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Instance instance = Instance.start("--workers=1", "--workers-backlog=1", "--function-timeout=1s");
                RawFunction good = RawFunction.answering(answer(200, "{}"));
                RawFunction failing = RawFunction.answering(answer(500, ""));
                RawFunction slow = RawFunction.serving(connection -> over.await());
                PrometheusServer prometheus =
                        PrometheusServer.start(folder, instance.server().config())) {
            await().until(() -> shows(prometheus.query("eventgateway_events_backlog")));
            List<String> alerts = alerts();
            for (String alert : alerts) {
                assertThat(prometheus.query(alert)).as(alert).isEmpty();
            }

            new Traffic(instance, good, failing, slow).once();

            assertThat(alerts).hasSize(5);
            for (String alert : alerts) {
                await(alert).atMost(Duration.ofSeconds(60)).until(() -> shows(prometheus.query(alert)));
            }
            over.countDown();
        }
    }

    /** {@return the queries in the table of docs/operations.md} */
    private static List<String> alerts() throws IOException {
        return ALERT.matcher(DocumentedExchanges.text("operations.md"))
                .results()
                .map(alert -> alert.group(1))
                .toList();
    }

    private static boolean shows(JsonArray series) {
        for (JsonElement each : series) {
            String value = each.getAsJsonObject().getAsJsonArray("value").get(1).getAsString();
            if (!value.equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void itAsksForNothingThatIsNotListed() throws Exception {
        String listed = DocumentedExchanges.text("metrics.md");
        List<String> asked = queries().stream()
                .flatMap(query -> METRIC.matcher(query).results().map(metric -> metric.group()))
                .toList();

        assertThat(asked).isNotEmpty().allMatch(metric -> listed.contains("| `" + metric + "` |"));
    }
}
