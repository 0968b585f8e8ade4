package dev.eventgateway.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a sender saw: read from the log of h2load, a line for each answer with its start, its status and how long it took. */
final class Answers {

    private static final int SERVICE_UNAVAILABLE = 503;

    private final Map<Integer, Long> statuses = new HashMap<>();
    private long first = Long.MAX_VALUE;
    private long last;
    private long[] micros = new long[1 << 16];
    private int count;

    private Answers() {}

    static Answers read(Path log) throws IOException {
        Answers answers = new Answers();
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        }
        answers.micros = Arrays.copyOf(answers.micros, answers.count);
        Arrays.sort(answers.micros);
        return answers;
    }

    private void add(String line) {
        int afterStart = line.indexOf('\t');
        int afterStatus = line.indexOf('\t', afterStart + 1);
        long start = Long.parseLong(line, 0, afterStart, 10);
        int status = Integer.parseInt(line, afterStart + 1, afterStatus, 10);
        long took = Long.parseLong(line, afterStatus + 1, line.length(), 10);
        statuses.merge(status, 1L, Long::sum);
        first = Math.min(first, start);
        last = Math.max(last, start + took);
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = took;
    }

    long count() {
        return count;
    }

    long refused() {
        return statuses.getOrDefault(SERVICE_UNAVAILABLE, 0L);
    }

    /** {@return how many had a status from 200 to 299} */
    long good() {
        return statuses.entrySet().stream()
                .filter(entry -> entry.getKey() / 100 == 2)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** {@return how often each status came} */
    Map<Integer, Long> statuses() {
        return Map.copyOf(statuses);
    }

    /** {@return from the first request to the last answer} */
    double seconds() {
        return count == 0 ? 0 : (last - first) / 1e6;
    }

    /** {@return how long that share of the answers took at most} */
    long micros(double share) {
        return count == 0 ? 0 : micros[Math.max(0, (int) Math.ceil(share * micros.length) - 1)];
    }
}
