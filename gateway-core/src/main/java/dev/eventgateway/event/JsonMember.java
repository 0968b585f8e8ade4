package dev.eventgateway.event;

/** A member of a JSON object: its name, unescaped, and where its value stands. */
record JsonMember(String name, JsonSpan value) {}
