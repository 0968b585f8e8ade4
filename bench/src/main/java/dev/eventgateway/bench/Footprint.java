package dev.eventgateway.bench;

import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange.PutSubscription;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/** Prints the bytes that a subscription takes: used heap after collections, before and after. */
public final class Footprint {

    private static final int COLLECTIONS = 5;

    private Footprint() {}

    /** Measures and prints. */
    public static void main(String[] arguments) {
        // What the first measurement finds is the class loader's: thrown away.
        measure(10_000, Population.of(10_000)::subscription);
        print("%-32s %14s %14s%n", "", "document B", "in the table B");
        for (int size : List.of(10_000, 50_000, 1_000_000)) {
            report("services", measure(size, Population.of(size)::subscription));
        }
        report("siblings", measure(50_000, index -> Population.sync("GET", Population.sibling(index))));
        reportMap("TreePMap, an entry", TreePMap.empty());
        reportMap("HashTreePMap, an entry", HashTreePMap.empty());
    }

    private static void report(String shape, Bytes bytes) {
        print("%-32s %14d %14d%n", bytes.size + " " + shape, bytes.document, bytes.table);
    }

    private static Bytes measure(int size, IntFunction<Subscription> subscription) {
        long before = used();
        Subscription[] documents =
                IntStream.range(0, size).mapToObj(subscription).toArray(Subscription[]::new);
        long loaded = used();
        RoutingTable table = RoutingTable.empty();
        for (Subscription document : documents) {
            table = table.apply(List.of(new PutSubscription(document)));
        }
        long indexed = used();
        requireAlive(documents, table);
        return new Bytes(size, (loaded - before) / size, (indexed - loaded) / size);
    }

    private static void reportMap(String name, PMap<String, String> empty) {
        int size = 50_000;
        String[] keys =
                IntStream.range(0, size).mapToObj(index -> "key-" + index).toArray(String[]::new);
        long before = used();
        PMap<String, String> map = empty;
        for (String key : keys) {
            map = map.plus(key, "value");
        }
        long after = used();
        requireAlive(keys, map);
        print("%-32s %14s %14d%n", name, "", (after - before) / size);
    }

    /** Keeps what was measured from being collected before. */
    private static void requireAlive(Object[] documents, Object table) {
        if (documents.length == 0 || table.hashCode() == 1) {
            throw new IllegalStateException("nothing was measured");
        }
    }

    private static long used() {
        for (int round = 0; round < COLLECTIONS; round++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(String format, Object... values) {
        System.out.print(String.format(Locale.ROOT, format, values));
    }

    private record Bytes(int size, long document, long table) {}
}
