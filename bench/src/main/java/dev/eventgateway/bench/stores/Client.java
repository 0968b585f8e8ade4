package dev.eventgateway.bench.stores;

import java.util.List;
import java.util.concurrent.Callable;

/** A client of a store as it is measured: it puts, gets and watches one entry. */
interface Client extends AutoCloseable {

    /** Sets the entry to {@code value}, and waits for the answer. */
    void put(String value) throws Exception;

    /** {@return the ways to get the entry's value, the one that needs nothing said first} */
    List<Read> reads();

    /** From now on tells {@code arrivals} of the entry's values. To be called once. */
    void watch(Arrivals arrivals) throws Exception;

    @Override
    void close();

    /**
     * A way to get a value.
     *
     * @param how what is said to the store
     * @param call gets it
     */
    record Read(String how, Callable<String> call) {}
}
