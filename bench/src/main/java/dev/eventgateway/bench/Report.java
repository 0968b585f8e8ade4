package dev.eventgateway.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/**
 * The results as a Markdown table. Each fork counts as one measurement, and the lower quartile stands first: on a machine that
 * others use too, the better forks tell more about the code, and the median beside it tells how disturbed the run was.
 */
final class Report {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Report() {}

    static String of(Collection<RunResult> results) {
        StringBuilder out =
                new StringBuilder("\n| benchmark | | lower quartile | median | of forks | bytes allocated |\n");
        out.append("|---|---|---|---|---|---|\n");
        results.forEach(result -> append(result, out));
        return out.toString();
    }

    private static void append(RunResult result, StringBuilder out) {
        if (result.getParams().getMode() != Mode.SampleTime) {
            out.append(row(result, "mean", fork -> fork.getPrimaryResult().getScore()));
            return;
        }
        for (int percentile : List.of(50, 99)) {
            out.append(row(
                    result,
                    "p" + percentile,
                    fork -> fork.getPrimaryResult().getStatistics().getPercentile(percentile)));
        }
    }

    private static String row(RunResult result, String what, Figure figure) {
        List<BenchmarkResult> forks = List.copyOf(result.getBenchmarkResults());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d | %.0f |%n",
                name(result.getParams()),
                what,
                text(quantile(25, forks, figure), result),
                text(quantile(50, forks, figure), result),
                forks.size(),
                quantile(
                        50,
                        forks,
                        fork -> Objects.requireNonNull(
                                        fork.getSecondaryResults().get(ALLOCATED))
                                .getScore()));
    }

    private static String name(BenchmarkParams params) {
        String[] parts = params.getBenchmark().split("\\.", -1);
        String name = parts[parts.length - 2].replace("Benchmark", "") + " " + parts[parts.length - 1];
        return Stream.concat(Stream.of(name), params.getParamsKeys().stream().map(params::getParam))
                .collect(Collectors.joining(", "));
    }

    private static double quantile(double percentile, List<BenchmarkResult> forks, Figure figure) {
        return new ListStatistics(forks.stream().mapToDouble(figure::of).toArray()).getPercentile(percentile);
    }

    private static String text(double value, RunResult result) {
        String unit = result.getPrimaryResult().getScoreUnit().replace("/op", "");
        return String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, unit);
    }

    /** A figure of one fork. */
    private interface Figure {
        double of(BenchmarkResult fork);
    }
}
