package dev.eventgateway.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a process and all that descend from it use, as Linux counts it.
 *
 * @param cpuMicros processor time so far, of ended children too
 * @param residentBytes memory now
 */
record Usage(long cpuMicros, long residentBytes) {

    private static final long MICROS_PER_TICK = 10_000;
    private static final long PAGE = 4_096;

    /** Fields of {@code /proc/PID/stat} after the name, which may hold spaces. */
    private static final int OWN_CPU = 11;

    private static final int CPU_FIELDS = 4;
    private static final int RESIDENT = 21;

    private static final Usage NONE = new Usage(0, 0);

    static Usage of(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(process -> ofOne(process.pid()))
                .reduce(NONE, Usage::plus);
    }

    /** {@return the processor time that everything on this machine has used so far, in microseconds} */
    static long ofTheMachine() throws IOException {
        String[] counts = Files.readString(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" +", -1);
        // Not what is idle or waits for a disk: user, nice, system, interrupts of both kinds, stolen.
        return LongStream.of(1, 2, 3, 6, 7, 8)
                        .map(index -> Long.parseLong(counts[(int) index]))
                        .sum()
                * MICROS_PER_TICK;
    }

    private static Usage ofOne(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Stream.of(fields)
                    .skip(OWN_CPU)
                    .limit(CPU_FIELDS)
                    .mapToLong(Long::parseLong)
                    .sum();
            return new Usage(ticks * MICROS_PER_TICK, Long.parseLong(fields[RESIDENT]) * PAGE);
        } catch (IOException ended) {
            return NONE;
        }
    }

    private Usage plus(Usage other) {
        return new Usage(cpuMicros + other.cpuMicros, residentBytes + other.residentBytes);
    }
}
