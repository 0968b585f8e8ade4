package dev.eventgateway.delivery;

/**
 * How much asynchronous work may wait and run at once. System events have an eighth as much of their own.
 *
 * @param waitingPerFunction events that may wait for one function
 * @param waitingInAll events that may wait for all functions together
 * @param runningPerFunction calls of one function that may be under way at once
 * @param runningInAll asynchronous calls that may be under way at once
 * @param bytesPerFunction about how much memory the events for one function may take; a single one may take more
 * @param bytesInAll about how much memory the events for all functions may take together
 */
public record DeliveryLimits(
        int waitingPerFunction,
        int waitingInAll,
        int runningPerFunction,
        int runningInAll,
        long bytesPerFunction,
        long bytesInAll) {

    /** The share of the heap that events may take in all, and the share of that for one function. */
    private static final int SHARE_OF_HEAP = 4;

    private static final int SHARE_OF_FUNCTION = 8;

    /** 2,000 waiting per function, 100,000 in all; 64 running per function, 1,024 in all; a quarter of the heap. */
    public static final DeliveryLimits DEFAULT = new DeliveryLimits(2_000, 100_000, 64, 1_024);

    /** Limits by which events take up to a quarter of the heap, an eighth of that for one function. */
    public DeliveryLimits(int waitingPerFunction, int waitingInAll, int runningPerFunction, int runningInAll) {
        this(
                waitingPerFunction,
                waitingInAll,
                runningPerFunction,
                runningInAll,
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / SHARE_OF_FUNCTION,
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /**
     * @throws IllegalArgumentException if a limit is below one
     */
    public DeliveryLimits {
        requirePositive("waitingPerFunction", waitingPerFunction);
        requirePositive("waitingInAll", waitingInAll);
        requirePositive("runningPerFunction", runningPerFunction);
        requirePositive("runningInAll", runningInAll);
        requirePositive("bytesPerFunction", bytesPerFunction);
        requirePositive("bytesInAll", bytesInAll);
    }

    /**
     * {@return the bounds of system events: an eighth of these, few enough not to be felt beside users' events} How much memory they
     * may take is bounded where they are queued.
     */
    DeliveryLimits ofSystemEvents() {
        return new DeliveryLimits(
                eighth(waitingPerFunction),
                eighth(waitingInAll),
                eighth(runningPerFunction),
                eighth(runningInAll),
                Long.MAX_VALUE,
                Long.MAX_VALUE);
    }

    /** {@return how many asynchronous calls may be under way at once, those that deliver system events among them} */
    public int callsInAll() {
        return runningInAll + ofSystemEvents().runningInAll();
    }

    private static int eighth(int limit) {
        return Math.max(1, limit / 8);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
        }
    }
}
