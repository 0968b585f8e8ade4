package dev.eventgateway.bench.http;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs of a contender, each beside the run of the first contender in the same round.
 *
 * @param all as they were run
 */
record Pairs(List<Pair> all) {

    /** What the first one did, and what this one did. */
    record Pair(Sample first, Sample own) {

        boolean isDisturbed() {
            return first.isDisturbed() || own.isDisturbed();
        }
    }

    /** {@return whether it is known how they compare: at least one pair was not disturbed} */
    boolean decide() {
        return disturbed() < all.size();
    }

    long disturbed() {
        return all.stream().filter(Pair::isDisturbed).count();
    }

    Spread value(Figure figure) {
        return Spread.of(used().stream().mapToDouble(pair -> figure.of(pair.own())));
    }

    Spread ratio(Figure figure) {
        return spread(figure, (own, first) -> own / first);
    }

    Spread difference(Figure figure) {
        return spread(figure, (own, first) -> own - first);
    }

    private Spread spread(Figure figure, DoubleBinaryOperator comparison) {
        return Spread.of(used().stream()
                .mapToDouble(pair -> comparison.applyAsDouble(figure.of(pair.own()), figure.of(pair.first()))));
    }

    /** Those that nothing disturbed; all, if there are none. */
    private List<Pair> used() {
        return decide() ? all.stream().filter(Predicate.not(Pair::isDisturbed)).toList() : all;
    }

    /** {@return what a reader must know of them} */
    String notes() {
        String counts = all.size() + " pairs, " + disturbed() + " disturbed" + (decide() ? "" : ": all are used");
        return Stream.concat(
                        Stream.of(counts),
                        all.stream()
                                .flatMap(pair -> pair.own().notes().stream())
                                .distinct())
                .collect(Collectors.joining("; "));
    }
}
