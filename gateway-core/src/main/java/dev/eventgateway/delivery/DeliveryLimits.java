package dev.eventgateway.delivery;

/**
 * How much asynchronous work may wait and run at once. System events have an eighth as much of their own.
 *
 * @param waitingPerFunction events that may wait for one function
 * @param waitingInAll events that may wait for all functions together
 * @param runningPerFunction calls of one function that may be under way at once
 * @param runningInAll asynchronous calls that may be under way at once
 */
public record DeliveryLimits(int waitingPerFunction, int waitingInAll, int runningPerFunction, int runningInAll) {

    /** 2,000 waiting per function, 100,000 in all; 64 running per function, 1,024 in all. */
    public static final DeliveryLimits DEFAULT = new DeliveryLimits(2_000, 100_000, 64, 1_024);

    /**
     * @throws IllegalArgumentException if a limit is below one
     */
    public DeliveryLimits {
        requirePositive("waitingPerFunction", waitingPerFunction);
        requirePositive("waitingInAll", waitingInAll);
        requirePositive("runningPerFunction", runningPerFunction);
        requirePositive("runningInAll", runningInAll);
    }

    /** {@return the bounds of system events: an eighth of these, few enough not to be felt beside users' events} */
    DeliveryLimits ofSystemEvents() {
        return new DeliveryLimits(
                eighth(waitingPerFunction), eighth(waitingInAll), eighth(runningPerFunction), eighth(runningInAll));
    }

    /** {@return how many asynchronous calls may be under way at once, those that deliver system events among them} */
    public int callsInAll() {
        return runningInAll + ofSystemEvents().runningInAll();
    }

    private static int eighth(int limit) {
        return Math.max(1, limit / 8);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
        }
    }
}
