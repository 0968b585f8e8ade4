package dev.eventgateway.delivery;

/** Told what becomes of one delivery, for a sender who waits for it. Must be quick and must not throw. */
interface Receipt {

    /** Of a delivery that nobody waits for. */
    Receipt NONE = outcome -> {};

    /** That is how things stand: pending, any number of times, or over, once. */
    void tell(Outcome outcome);

    /** Its turn has come, or will not come any more. Told any number of times. */
    default void turn() {}
}
