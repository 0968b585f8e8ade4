package dev.eventgateway.catalog;

/**
 * A change that the store has.
 *
 * @param <T> what the change was about
 * @param document what is stored now; for a delete, the identity of what was
 * @param live whether this instance already routes by it; otherwise it will as soon as its watch delivers
 */
public record Saved<T>(T document, boolean live) {}
