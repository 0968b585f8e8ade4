package dev.eventgateway.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/** The persistent maps to choose from, at 50,000 entries. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 4,
        jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MapBenchmark {

    private static final int ENTRIES = 50_000;

    /** Which map. */
    @Param({"tree", "hash"})
    public String kind = "";

    private PMap<String, String> map = TreePMap.empty();
    private String[] keys = {};
    private int next;

    /** Fills the map. */
    @Setup
    public void populate() {
        map = kind.equals("tree") ? TreePMap.empty() : HashTreePMap.empty();
        for (int index = 0; index < ENTRIES; index++) {
            map = map.plus("resource-" + index, "value");
        }
        Random random = new Random(ENTRIES);
        keys = IntStream.range(0, Population.REQUESTS)
                .mapToObj(any -> "resource-" + random.nextInt(ENTRIES))
                .toArray(String[]::new);
    }

    /** {@return a value; the key's hash is computed anew, as for a segment of a request} */
    @Benchmark
    public @Nullable String get() {
        return map.get(new String(key()));
    }

    /** {@return the map with another value} */
    @Benchmark
    public PMap<String, String> plus() {
        return map.plus(key(), "other");
    }

    /** {@return the map with an entry less} */
    @Benchmark
    public PMap<String, String> minus() {
        return map.minus(key());
    }

    private String key() {
        return keys[next++ & (Population.REQUESTS - 1)];
    }
}
