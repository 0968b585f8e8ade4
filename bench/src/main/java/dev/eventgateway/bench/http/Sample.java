package dev.eventgateway.bench.http;

import java.util.List;
import java.util.Locale;

/**
 * One run of a load on a contender.
 *
 * @param answers what the sender saw
 * @param deliveries how often the function was called; as often as there were good answers if the sender waits for it
 * @param seconds from the first request to the last answer, and to the last delivery
 * @param used by the contender: processor time in the run, and memory at its end
 * @param othersCores how many cores were busy with what does not belong to the run
 * @param changes that were made meanwhile
 */
record Sample(Answers answers, long deliveries, double seconds, Usage used, double othersCores, Changes changes) {

    private static final double MOST_OF_OTHERS = 0.25;
    private static final double MILLION = 1e6;
    private static final double MICROS_PER_MILLI = 1e3;

    boolean isDisturbed() {
        return othersCores > MOST_OF_OTHERS;
    }

    /** {@return how many requests were answered, or events delivered} */
    double ratePerSecond() {
        return deliveries / seconds;
    }

    double millis(double share) {
        return answers.micros(share) / MICROS_PER_MILLI;
    }

    double cpuMicros() {
        return (double) used.cpuMicros() / deliveries;
    }

    double megabytes() {
        return used.residentBytes() / MILLION;
    }

    List<String> notes() {
        return answers.refused() == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT, "%.0f %% refused (503)", 100.0 * answers.refused() / answers.count()));
    }
}
