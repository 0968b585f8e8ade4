package dev.eventgateway.catalog;

/**
 * A route that one document only can have, over all spaces.
 *
 * @param route the same for two documents that cannot both be there, and different for others
 * @param refusal what to say to who comes second
 */
record Claim(String route, String refusal) {}
