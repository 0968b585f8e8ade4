package dev.eventgateway.kv;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The caps that every store carries, checked before any I/O. They follow the narrowest store: Consul takes 64 guards
 * and operations together, one of which may be needed to learn the revision, and 512 KiB of base64 in JSON per
 * transaction, with the store's prefix in front of each key; ZooKeeper takes 1 MiB.
 */
public final class KvLimits {

    /** The largest value, in bytes. */
    public static final int MAX_VALUE_BYTES = 256 * 1024;

    /** The most guards and operations together in one transaction, of which a put with a lease counts as two. */
    public static final int MAX_TRANSACTION_STEPS = 63;

    /**
     * The most bytes of keys and values in one transaction, keys of guards included. A byte of a key that is no ASCII
     * letter, no digit and none of {@code _.,-/} counts three times, since some stores need it escaped; the key of a put
     * with a lease counts twice, once for each step.
     */
    public static final int MAX_TRANSACTION_BYTES = 360 * 1024;

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,-/";

    private KvLimits() {}

    static void check(List<Guard> guards, List<Operation> operations) {
        requireSteps(guards, operations);
        requireDistinct(guards.stream().map(Guard::key).toList(), "guards");
        requireDistinct(operations.stream().map(Operation::key).toList(), "operations");
        requireOneLease(operations);
        requireSizes(guards, operations);
    }

    private static void requireSteps(List<Guard> guards, List<Operation> operations) {
        if (operations.isEmpty()) {
            throw new KvException(KvException.Reason.INVALID, "a transaction needs at least one operation");
        }
        int steps = guards.size()
                + operations.size()
                + (int) Transaction.leases(operations).count();
        if (steps > MAX_TRANSACTION_STEPS) {
            throw tooLarge("transaction has " + steps + " guards and operations", MAX_TRANSACTION_STEPS + " together");
        }
    }

    private static void requireDistinct(List<Key> keys, String where) {
        Set<Key> seen = new HashSet<>();
        for (Key key : keys) {
            if (!seen.add(key)) {
                throw new KvException(
                        KvException.Reason.INVALID,
                        "key " + key + " appears twice among the " + where + " of a transaction");
            }
        }
    }

    private static void requireOneLease(List<Operation> operations) {
        if (Transaction.leases(operations).distinct().count() > 1) {
            throw new KvException(KvException.Reason.INVALID, "a transaction puts with several leases, expected one");
        }
    }

    private static void requireSizes(List<Guard> guards, List<Operation> operations) {
        long total = 0;
        for (Operation operation : operations) {
            int size = operation instanceof Operation.Put put ? put.size() : 0;
            if (size > MAX_VALUE_BYTES) {
                throw tooLarge("value of " + operation.key() + " has " + size + " bytes", MAX_VALUE_BYTES + " bytes");
            }
            total += size + bytes(operation.key());
        }
        total += Transaction.leased(operations)
                .mapToLong(put -> bytes(put.key()))
                .sum();
        total += guards.stream().mapToLong(guard -> bytes(guard.key())).sum();
        if (total > MAX_TRANSACTION_BYTES) {
            throw tooLarge("transaction has " + total + " bytes of keys and values", MAX_TRANSACTION_BYTES + " bytes");
        }
    }

    private static long bytes(Key key) {
        long bytes = 0;
        for (byte one : key.toString().getBytes(StandardCharsets.UTF_8)) {
            bytes += PLAIN.indexOf(one) >= 0 ? 1 : 3;
        }
        return bytes;
    }

    private static KvException tooLarge(String found, String limit) {
        return new KvException(KvException.Reason.TOO_LARGE, found + ", the limit is " + limit);
    }
}
