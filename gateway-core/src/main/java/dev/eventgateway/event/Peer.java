package dev.eventgateway.event;

/**
 * Who sent a request, as far as his connection tells.
 *
 * @param address his IP address, without port
 * @param secure whether the request came encrypted
 */
public record Peer(String address, boolean secure) {}
