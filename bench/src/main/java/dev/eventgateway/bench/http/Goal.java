package dev.eventgateway.bench.http;

import java.util.Locale;

/**
 * What the last contender of a scenario must reach.
 *
 * @param kind what is held against the limit
 * @param most whether the limit is the most, else the least
 */
record Goal(Figure figure, Kind kind, boolean most, double limit) {

    enum Kind {
        /** The median of the ratios to the first contender. */
        RATIO,
        /** The median of the differences from it. */
        ADDED,
        /** The median itself. */
        ITSELF
    }

    static Goal atMost(Figure figure, double ratio) {
        return new Goal(figure, Kind.RATIO, true, ratio);
    }

    static Goal atLeast(Figure figure, double ratio) {
        return new Goal(figure, Kind.RATIO, false, ratio);
    }

    static Goal added(Figure figure, double atMost) {
        return new Goal(figure, Kind.ADDED, true, atMost);
    }

    /** {@return that the figure itself is no more than that} */
    static Goal most(Figure figure, double limit) {
        return new Goal(figure, Kind.ITSELF, true, limit);
    }

    /** {@return that the figure itself is no less than that} */
    static Goal least(Figure figure, double limit) {
        return new Goal(figure, Kind.ITSELF, false, limit);
    }

    /** {@return whether those pairs reach it} */
    boolean isReachedBy(Pairs pairs) {
        double value = value(pairs);
        return most ? value <= limit : value >= limit;
    }

    /** {@return such as {@code CPU µs/request 2.71x, at most 2.5x}} */
    String text(Pairs pairs) {
        String unit = kind == Kind.RATIO ? "x" : "";
        String more = kind == Kind.ADDED ? "+" : "";
        return String.format(
                Locale.ROOT,
                "%s %s%.2f%s, %s %s%s%s",
                figure.title(),
                more,
                value(pairs),
                unit,
                most ? "at most" : "at least",
                more,
                limit,
                unit);
    }

    private double value(Pairs pairs) {
        return switch (kind) {
            case RATIO -> pairs.ratio(figure).median();
            case ADDED -> pairs.difference(figure).median();
            case ITSELF -> pairs.value(figure).median();
        };
    }
}
