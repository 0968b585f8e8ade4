package dev.eventgateway.bench;

import dev.eventgateway.bench.Population.Request;
import dev.eventgateway.event.Event;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.RoutingTable;
import java.util.concurrent.TimeUnit;
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

/** What it costs to find where a request goes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 4,
        jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class MatchBenchmark {

    /** How many subscriptions. */
    @Param({"10", "10000", "1000000"})
    public int subscriptions;

    private RoutingTable table = RoutingTable.empty();
    private Request[] hits = {};
    private Request[] misses = {};
    private int next;

    /** Fills the table. */
    @Setup
    public void populate() {
        Population population = Population.of(subscriptions);
        table = population.table();
        hits = population.hits();
        misses = population.misses();
        Check.allGoSomewhere(table, hits);
        Check.allGoNowhere(table, misses);
    }

    /** {@return where a request goes that goes somewhere} */
    @Benchmark
    public Match hit() {
        return match(hits);
    }

    /** {@return where a request goes that goes nowhere} */
    @Benchmark
    public Match miss() {
        return match(misses);
    }

    private Match match(Request[] requests) {
        Request request = requests[next++ & (Population.REQUESTS - 1)];
        return table.match(request.method(), request.path(), Event.HTTP_REQUEST);
    }
}
