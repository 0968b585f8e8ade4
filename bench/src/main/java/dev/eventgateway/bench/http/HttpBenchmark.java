package dev.eventgateway.bench.http;

import dev.eventgateway.bench.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What forwarding an event costs: the gateway as a process of its own beside nginx and haproxy, in the same rounds, on loopback.
 * Needs h2load, nginx and haproxy on PATH, and Linux.
 */
public final class HttpBenchmark {

    private HttpBenchmark() {}

    /** Measures, and prints a table and how it stands to the goals; exits with 1 if one is not met and {@code --check} is given. */
    public static void main(String[] arguments) {
        try {
            System.exit(run(Plan.of(List.of(arguments))) ? 0 : 1);
        } catch (IllegalArgumentException misuse) {
            System.err.println(misuse.getMessage());
            System.exit(2);
        }
    }

    private static boolean run(Plan plan) {
        List<Comparison> comparisons = new ArrayList<>();
        boolean complete = measure(plan, comparisons);
        return (comparisons.isEmpty() || report(plan, comparisons)) && complete;
    }

    /** {@return whether all went well} A process stays where it was started, so each placement has all of its own. */
    private static boolean measure(Plan plan, List<Comparison> comparisons) {
        try {
            for (Map.Entry<Placement, Cores> each : cores(plan).entrySet()) {
                try (Children children = new Children(each.getValue())) {
                    if (!measure(plan, each.getKey(), children, comparisons)) {
                        return false;
                    }
                }
            }
            return true;
        } catch (IOException lacking) {
            System.err.println("failed: " + lacking.getMessage());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** All of them before anything runs: what the machine lacks is told at once. */
    private static Map<Placement, Cores> cores(Plan plan) throws IOException, InterruptedException {
        Map<Placement, Cores> cores = new EnumMap<>(Placement.class);
        for (Scenario scenario : plan.scenarios()) {
            cores.put(scenario.placement(), Cores.of(scenario.placement()));
        }
        return cores;
    }

    private static boolean measure(Plan plan, Placement placement, Children children, List<Comparison> comparisons) {
        try {
            House house = new House(children, plan);
            for (Scenario scenario : plan.scenarios(placement)) {
                comparisons.add(new Measurement(plan, children, house, scenario).run());
            }
            return true;
        } catch (IOException | RuntimeException failed) {
            if (!children.isClosed()) { // else it failed because the servers have gone
                System.err.println("failed: " + failed.getMessage());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean report(Plan plan, List<Comparison> comparisons) {
        Table table = Comparison.table();
        comparisons.forEach(comparison -> comparison.addTo(table));
        System.out.print(table);
        if (comparisons.stream().anyMatch(Comparison::hasChanges)) {
            Table changes = Comparison.changesTable();
            comparisons.forEach(comparison -> comparison.addChangesTo(changes));
            System.out.print("\n" + changes);
        }
        List<Comparison.Verdict> verdicts = comparisons.stream()
                .flatMap(each -> each.verdicts().stream())
                .distinct()
                .toList();
        System.out.println();
        verdicts.forEach(verdict -> System.out.println("* " + verdict.word() + ": " + verdict.figures()));
        return !plan.isCheck() || verdicts.stream().allMatch(Comparison.Verdict::isMet);
    }
}
