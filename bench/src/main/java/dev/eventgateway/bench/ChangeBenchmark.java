package dev.eventgateway.bench;

import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import dev.eventgateway.routing.TableChange;
import dev.eventgateway.routing.TableChange.PutSubscription;
import dev.eventgateway.routing.TableChange.Remove;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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

/** What one change of the configuration costs among 50,000 subscriptions. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 4,
        jvmArgs = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class ChangeBenchmark {

    private static final int SUBSCRIPTIONS = 50_000;

    /** Many services, or all subscriptions under one node. */
    @Param({"services", "siblings"})
    public String shape = "";

    private RoutingTable table = RoutingTable.empty();
    private List<List<TableChange>> replacements = List.of();
    private List<List<TableChange>> removals = List.of();
    private List<List<TableChange>> additions = List.of();
    private int next;

    /** Fills the table. */
    @Setup
    public void populate() {
        boolean siblings = shape.equals("siblings");
        table = siblings
                ? Population.siblings(SUBSCRIPTIONS)
                : Population.of(SUBSCRIPTIONS).table();
        IntFunction<Subscription> existing = siblings
                ? index -> Population.sync("GET", Population.sibling(index))
                : Population.of(SUBSCRIPTIONS)::subscription;
        replacements = changes(index -> new PutSubscription(noted(existing.apply(index))));
        removals = changes(index -> removal(existing.apply(index)));
        additions = changes(index -> new PutSubscription(moved(existing.apply(index))));
    }

    /** {@return the table with one more} */
    @Benchmark
    public RoutingTable add() {
        return table.apply(additions.get(next()));
    }

    /** {@return the table with one less} */
    @Benchmark
    public RoutingTable remove() {
        return table.apply(removals.get(next()));
    }

    /** {@return the table with one that is another} */
    @Benchmark
    public RoutingTable replace() {
        return table.apply(replacements.get(next()));
    }

    private int next() {
        return next++ & (Population.REQUESTS - 1);
    }

    private static List<List<TableChange>> changes(IntFunction<TableChange> change) {
        Random random = new Random(SUBSCRIPTIONS);
        return IntStream.range(0, Population.REQUESTS)
                .mapToObj(any -> List.of(change.apply(random.nextInt(SUBSCRIPTIONS))))
                .toList();
    }

    private static TableChange removal(Subscription subscription) {
        return new Remove(
                new DocumentId(DocumentId.Kind.SUBSCRIPTION, subscription.space(), subscription.subscriptionId()));
    }

    private static Subscription moved(Subscription subscription) {
        return subscription.at(
                subscription.method(), subscription.path().replaceFirst("(resource|files)-[0-9]+", "$0-new"));
    }

    private static Subscription noted(Subscription of) {
        return new Subscription(
                of.space(), of.type(), of.eventType(), of.functionId(), of.path(), of.method(), Map.of("note", "x"));
    }
}
