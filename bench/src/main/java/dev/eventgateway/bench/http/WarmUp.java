package dev.eventgateway.bench.http;

/**
 * How a contender is made steady before it is measured: until a run costs as much as the one before.
 *
 * @param leastSeconds for how long at least, unless a quick look will do
 * @param hurried whether the next request follows an answer, where the scenario sends so many a second: too few to warm up a JVM
 */
record WarmUp(int leastSeconds, boolean hurried) {

    static final WarmUp PLAIN = new WarmUp(0, false);
    static final WarmUp HURRIED = new WarmUp(0, true);

    static WarmUp ofSeconds(int least) {
        return new WarmUp(least, false);
    }
}
