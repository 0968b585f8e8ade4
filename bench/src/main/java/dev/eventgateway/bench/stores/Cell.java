package dev.eventgateway.bench.stores;

import java.util.concurrent.TimeUnit;

/** One thing of which is measured how long it takes. */
final class Cell {

    private final Sample sample;
    private final int times;
    private final long quietMillis;
    private Latencies latencies = new Latencies();

    /**
     * @param times how often it is done in a turn
     * @param quietMillis for how long nothing is done before each
     */
    Cell(int times, long quietMillis, Sample sample) {
        this.times = times;
        this.quietMillis = quietMillis;
        this.sample = sample;
    }

    /** {@return one that does {@code work}, as fast as it can} */
    static Cell of(int times, Work work) {
        return new Cell(times, 0, number -> {
            long begin = System.nanoTime();
            work.run(number);
            return System.nanoTime() - begin;
        });
    }

    /** Does it as often as a turn is long. */
    void turn(int round) throws Exception {
        for (int i = 0; i < times; i++) {
            TimeUnit.MILLISECONDS.sleep(quietMillis);
            latencies.add(sample.nanos(1 + round * times + i));
        }
    }

    /** Forgets all turns so far: they were to warm up. */
    void forget() {
        latencies = new Latencies();
    }

    Latencies latencies() {
        return latencies;
    }

    /** Does it once. */
    interface Sample {

        /** {@return how long it took} */
        long nanos(int number) throws Exception;
    }

    /** Does it once; how long it runs is how long it takes. */
    interface Work {
        void run(int number) throws Exception;
    }
}
