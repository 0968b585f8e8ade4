package dev.eventgateway.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The batches that are being filled, one for each event type. Safe for use by many threads. */
final class Batches {

    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Each takes a quarter of a megabyte to compress, and a sender may make up any number of types. */
    private static final int MOST_TYPES = 100;

    private static final String OTHER = "other";

    /** A key is also the name of a spilled file. */
    private static final int LONGEST_NAME = 100;

    private final String prefix;
    private final long most;
    private final long ageNanos;
    private final Map<String, Batch> open = new HashMap<>();

    Batches(S3Settings settings) {
        prefix = settings.prefix();
        most = settings.batchSize();
        ageNanos = settings.batchAge().toNanos();
    }

    synchronized void add(String type, byte[] line) {
        String name = open.containsKey(type) || open.size() < MOST_TYPES ? type : OTHER;
        open.computeIfAbsent(name, unused -> new Batch()).add(line);
    }

    /** {@return those that are large or old enough, taken out} */
    synchronized List<StoredObject> due() {
        return taken(ageNanos, most);
    }

    /** {@return all, taken out} */
    synchronized List<StoredObject> all() {
        return taken(-1, 0);
    }

    private List<StoredObject> taken(long age, long size) {
        List<StoredObject> taken = new ArrayList<>();
        for (Iterator<Map.Entry<String, Batch>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Batch> each = all.next();
            if (each.getValue().size() >= size || each.getValue().isOlderThan(age)) {
                all.remove();
                taken.add(each.getValue().closed(key(each.getKey(), Instant.now())));
            }
        }
        return taken;
    }

    /** By type, then by time: what somebody looks for stands together, and lists in its order. */
    private String key(String type, Instant now) {
        String name = type.substring(0, Math.min(LONGEST_NAME, type.length()))
                .replaceAll("[^A-Za-z0-9._-]", "_")
                // In an address, dots alone would lead elsewhere.
                .replaceAll("^\\.+$", "_");
        return prefix + name + "/" + FOLDER.format(now) + "/" + TIME.format(now) + "-" + UUID.randomUUID()
                + ".ndjson.gz";
    }
}
