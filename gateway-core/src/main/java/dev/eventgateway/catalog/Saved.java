package dev.eventgateway.catalog;

/**
 * A change that the store has.
 *
 * @param <T> the kind of document
 * @param document what is stored now; for a delete, what was
 * @param live whether this instance already routes by it; otherwise it will as soon as its watch delivers
 */
public record Saved<T>(T document, boolean live) {}
