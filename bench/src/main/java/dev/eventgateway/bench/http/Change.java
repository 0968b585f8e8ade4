package dev.eventgateway.bench.http;

/**
 * One change of the configuration, and when requests that need it were answered by it.
 *
 * @param answeredNanos from its request to the Config API's answer
 * @param here at the instance whose Config API answered
 * @param elsewhere at another instance
 */
record Change(long answeredNanos, Live here, Live elsewhere) {

    /** {@return from its request, which is before the store's answer, until it was live at both} */
    long followedNanos() {
        return answeredNanos + Math.max(here.nanos, elsewhere.nanos);
    }

    /** {@return the greater of both errors} */
    long errorNanos() {
        return Math.max(here.errorNanos, elsewhere.errorNanos);
    }

    /**
     * When it was live.
     *
     * @param nanos from the Config API's answer to the first answer that is as the change wants it: not sooner
     * @param errorNanos by how much it may have been sooner: since the last request that was answered as before was sent
     */
    record Live(long nanos, long errorNanos) {}
}
