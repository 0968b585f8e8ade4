package dev.eventgateway.bench;

import java.util.List;

/** A table in Markdown. */
public final class Table {

    private final StringBuilder text = new StringBuilder();

    /** Begins one with those titles of its columns. */
    public Table(String... titles) {
        append(List.of(titles));
        text.append("|---".repeat(titles.length)).append("|\n");
    }

    /** Adds a row. */
    public void row(Object... cells) {
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
