package dev.eventgateway.bench.http;

import dev.eventgateway.bench.Table;
import dev.eventgateway.bench.http.Contender.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What came of a scenario.
 *
 * @param warm whether all were warmed up for as long as the scenario wants it
 * @param samples of each contender, a round after the other
 */
record Comparison(Scenario scenario, boolean warm, Map<Kind, List<Sample>> samples) {

    static Table table() {
        return table(Stream.of("scenario", "contender"), Figure.OF_REQUESTS, Stream.of("pairs"));
    }

    /** {@return the table of the changes} */
    static Table changesTable() {
        return table(Stream.of("scenario"), Figure.OF_CHANGES, Stream.of("changes"));
    }

    private static Table table(Stream<String> first, List<Figure> figures, Stream<String> last) {
        return new Table(Stream.of(first, figures.stream().map(Figure::title), last)
                .flatMap(titles -> titles)
                .toArray(String[]::new));
    }

    void addTo(Table table) {
        for (Kind kind : scenario.contenders()) {
            List<Object> cells = new ArrayList<>(List.of(scenario.name(), kind));
            Pairs pairs = pairs(kind);
            Figure.OF_REQUESTS.forEach(figure -> cells.add(cell(kind, pairs, figure)));
            cells.add(pairs.notes() + (warm ? "" : "; not warmed up"));
            table.row(cells.toArray());
        }
    }

    boolean hasChanges() {
        return scenario.contenders().stream().anyMatch(Kind::isChanging);
    }

    /** Adds what became of the changes, if there were some. */
    void addChangesTo(Table table) {
        scenario.contenders().stream().filter(Kind::isChanging).forEach(kind -> {
            List<Object> cells = new ArrayList<>(List.of(scenario.name()));
            Figure.OF_CHANGES.forEach(
                    figure -> cells.add(pairs(kind).value(figure).as(figure)));
            cells.add(samplesOf(kind).stream()
                    .mapToInt(sample -> sample.changes().all().size())
                    .sum());
            table.row(cells.toArray());
        });
    }

    /** {@return how the last contender stands to each of the goals} */
    List<Verdict> verdicts() {
        Kind kind = scenario.contenders().get(scenario.contenders().size() - 1);
        return scenario.goals().stream().map(goal -> verdict(goal, kind)).toList();
    }

    private Verdict verdict(Goal goal, Kind kind) {
        Pairs pairs = pairs(kind);
        String text = scenario.name() + ": " + goal.text(pairs);
        if (!warm) {
            return new Verdict(false, "undecided (not warmed up)", text);
        }
        if (!pairs.decide()) {
            return new Verdict(false, "undecided (disturbed)", text);
        }
        boolean met = goal.isReachedBy(pairs);
        return new Verdict(met, met ? "met" : "missed", text);
    }

    private String cell(Kind kind, Pairs pairs, Figure figure) {
        String value = figure.text(pairs.value(figure).median());
        boolean isFirst = kind == scenario.contenders().get(0);
        return isFirst ? value : value + " (" + pairs.ratio(figure).asRatio() + ")";
    }

    private Pairs pairs(Kind kind) {
        List<Sample> first = samplesOf(scenario.contenders().get(0));
        List<Sample> own = samplesOf(kind);
        List<Pairs.Pair> pairs = new ArrayList<>();
        for (int round = 0; round < own.size(); round++) {
            pairs.add(new Pairs.Pair(first.get(round), own.get(round)));
        }
        return new Pairs(pairs);
    }

    private List<Sample> samplesOf(Kind kind) {
        return samples.getOrDefault(kind, List.of());
    }

    /** Whether a goal is met, in a word and with the figures. */
    record Verdict(boolean isMet, String word, String figures) {}
}
