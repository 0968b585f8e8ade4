package dev.eventgateway.bench;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the JMH benchmarks, with JMH's own options, and prints what {@link Report} makes of them. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Runs the benchmarks whose names match.
     *
     * @throws CommandLineOptionException if JMH does not know an option
     * @throws RunnerException if a benchmark fails or none matches
     */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.parent(new CommandLineOptions(arguments));
        options.addProfiler(GCProfiler.class);
        options.shouldFailOnError(true);
        options.timeout(TimeValue.minutes(3));
        System.out.print(Report.of(new Runner(options.build()).run()));
    }
}
