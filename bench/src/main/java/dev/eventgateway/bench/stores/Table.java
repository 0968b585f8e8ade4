package dev.eventgateway.bench.stores;

import java.util.List;

/** A table in Markdown. */
final class Table {

    private final StringBuilder text = new StringBuilder();

    Table(String... titles) {
        append(List.of(titles));
        text.append("|---".repeat(titles.length)).append("|\n");
    }

    void row(Object... cells) {
        append(List.of(cells));
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void append(List<?> cells) {
        cells.forEach(cell -> text.append("| ").append(cell).append(' '));
        text.append("|\n");
    }
}
