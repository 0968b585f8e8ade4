package dev.eventgateway.event;

/**
 * A body that is handed on while it arrives, and never held as a whole. Only who receives requests for the gateway makes one and knows
 * how to read it; the engine hands it on.
 */
public interface BodyStream {}
