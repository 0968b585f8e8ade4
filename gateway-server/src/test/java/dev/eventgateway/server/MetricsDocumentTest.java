package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.RawFunction;
import dev.eventgateway.plugin.PluginJar;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md lists what {@code /v1/metrics} shows after everything that is counted has happened: no more, no less. */
class MetricsDocumentTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(eventgateway_\\w+)` \\| (\\w+) \\| ((?:`\\w+`(?:, )?)*) ?\\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? [^ ]+$");

    @TempDir
    Path folder;

    @Test
    void everyMetricIsListedWithItsTypeAndItsLabels() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        PluginJar.of(folder, "Mute", PluginJar.source("Mute", "ASYNC", "return Reaction.pass();"));
        try (Instance instance = Instance.start(
                        "--workers=1", "--workers-backlog=1", "--function-timeout=1s", "--plugins=" + folder);
                RawFunction good = RawFunction.answering(answer(200, "{}"));
                RawFunction failing = RawFunction.answering(answer(500, ""));
                RawFunction slow = RawFunction.serving(connection -> over.await())) {
            new Traffic(instance, good, failing, slow).once();

            String document = DocumentedExchanges.text("metrics.md");
            await().untilAsserted(() ->
                    assertThat(shown(instance.config("/v1/metrics").body())).isEqualTo(listed(document)));
            over.countDown();
        }
    }

    /** {@return metrics of the document: name, then type and labels} */
    private static Map<String, String> listed(String document) {
        Map<String, String> listed = new TreeMap<>();
        for (MatchResult row : ROW.matcher(document).results().toList()) {
            Set<String> labels = Arrays.stream(row.group(3).split(", "))
                    .map(label -> label.replace("`", ""))
                    .filter(label -> !label.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            listed.put(row.group(1), row.group(2) + " " + labels);
        }
        return listed;
    }

    private static Map<String, String> shown(String exposition) {
        Map<String, String> types = new TreeMap<>();
        TYPE.matcher(exposition).results().forEach(type -> types.put(type.group(1), type.group(2)));
        Map<String, Set<String>> labels = new TreeMap<>();
        for (MatchResult sample : SAMPLE.matcher(exposition).results().toList()) {
            family(types, sample.group(1))
                    .filter(name -> name.startsWith("eventgateway_"))
                    .ifPresent(name -> labels.computeIfAbsent(name, unused -> new TreeSet<>())
                            .addAll(names(sample.group(2))));
        }
        return labels.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> types.get(each.getKey()) + " " + each.getValue(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private static Optional<String> family(Map<String, String> types, String sample) {
        String histogram = sample.replaceFirst("_(bucket|sum|count)$", "");
        return types.containsKey(sample)
                ? Optional.of(sample)
                : Optional.of(histogram).filter(types::containsKey);
    }

    private static Set<String> names(@Nullable String labels) {
        Set<String> names = new TreeSet<>();
        Matcher name = Pattern.compile("(\\w+)=\"[^\"]*\"").matcher(labels == null ? "" : labels);
        while (name.find()) {
            names.add(name.group(1));
        }
        names.remove("le");
        return names;
    }

    @Test
    void everyOutcomeIsListed() throws Exception {
        String document = DocumentedExchanges.text("metrics.md");
        for (FunctionException.Kind kind : FunctionException.Kind.values()) {
            assertThat(document).contains("`" + kind.name().toLowerCase(Locale.ROOT) + "`");
        }
    }

    @Test
    void whatElseIsShownTellsOfTheProcess() throws Exception {
        try (Instance instance = Instance.start()) {
            TYPE.matcher(instance.config("/v1/metrics").body())
                    .results()
                    .map(type -> type.group(1))
                    .filter(name -> !name.startsWith("eventgateway_"))
                    .forEach(name -> assertThat(name).matches("(jvm|process)_.*"));
        }
    }
}
