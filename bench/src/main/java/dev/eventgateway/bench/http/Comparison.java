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
 * @param samples of each contender, a round after the other
 */
record Comparison(Scenario scenario, Map<Kind, List<Sample>> samples) {

    static Table table() {
        return new Table(Stream.concat(
                        Stream.concat(
                                Stream.of("scenario", "contender"),
                                Stream.of(Figure.values()).map(Figure::title)),
                        Stream.of("pairs"))
                .toArray(String[]::new));
    }

    void addTo(Table table) {
        for (Kind kind : scenario.contenders()) {
            List<Object> cells = new ArrayList<>(List.of(scenario.name(), kind));
            Pairs pairs = pairs(kind);
            Stream.of(Figure.values()).forEach(figure -> cells.add(cell(kind, pairs, figure)));
            cells.add(pairs.notes());
            table.row(cells.toArray());
        }
    }

    /** {@return how the last contender stands to each of the goals} */
    List<Verdict> verdicts() {
        Kind kind = scenario.contenders().get(scenario.contenders().size() - 1);
        return scenario.goals().stream().map(goal -> verdict(goal, kind)).toList();
    }

    private Verdict verdict(Goal goal, Kind kind) {
        Pairs pairs = pairs(kind);
        String text = scenario.name() + ": " + goal.text(pairs);
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
