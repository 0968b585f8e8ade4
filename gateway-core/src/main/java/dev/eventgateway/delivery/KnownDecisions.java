package dev.eventgateway.delivery;

import dev.eventgateway.event.Headers;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.routing.AuthorizerCache;
import dev.eventgateway.routing.EventType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What authorizers decided lately, by the request headers that their event types name. Of those headers only a hash is kept.
 * Bounded: beyond that, the oldest goes first. Lock-free.
 */
final class KnownDecisions {

    private final int most;
    private final LongSupplier nanoTime;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    private final Queue<Key> byAge = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    private record Key(String space, String eventType, String headers) {}

    /** A decision and the very documents by which it was made: with another one it counts no more. */
    private record Known(EventType eventType, FunctionSpec function, Decision decision, long until) {

        /** Compares by identity: the table keeps one object per document, and asking once too often does no harm. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(EventType type, FunctionSpec authorizer) {
            return eventType == type && function == authorizer;
        }
    }

    KnownDecisions(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** {@return what the authorizer {@code function} decided for a request with such headers; empty if it must be asked} */
    Optional<Decision> find(EventType eventType, FunctionSpec function, Headers headers) {
        return eventType
                .authorizerCache()
                .map(cache -> known.get(key(eventType, cache, headers)))
                .filter(found -> found.isOf(eventType, function) && found.until() - nanoTime.getAsLong() > 0)
                .map(Known::decision);
    }

    /** Keeps a decision as long as its event type says. */
    void keep(EventType eventType, FunctionSpec function, Headers headers, Decision decision) {
        long millis =
                eventType.authorizerCache().map(AuthorizerCache::ttlMillis).orElse(0L);
        if (millis > 0) {
            long until = nanoTime.getAsLong() + millis * 1_000_000;
            Key key = key(eventType, eventType.authorizerCache().get(), headers);
            if (known.put(key, new Known(eventType, function, decision, until)) == null) {
                byAge.add(key);
                forgetOldest(size.incrementAndGet());
            }
        }
    }

    private void forgetOldest(int kept) {
        Key oldest = kept > most ? byAge.poll() : null;
        if (oldest != null) {
            known.remove(oldest);
            size.decrementAndGet();
        }
    }

    private static Key key(EventType eventType, AuthorizerCache cache, Headers headers) {
        MessageDigest hash = sha256();
        for (String name : cache.headers()) {
            List<String> values = headers.all(name);
            add(hash, Integer.toString(values.size()));
            values.forEach(value -> add(hash, value));
        }
        return new Key(eventType.space(), eventType.name(), HexFormat.of().formatHex(hash.digest()));
    }

    /** The length goes before the text, or two headers could pass for two others. */
    private static void add(MessageDigest hash, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hash.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        hash.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
