package dev.eventgateway.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The moment when an event is the next one in its queue. */
final class Turn implements Receipt {

    private final long size;
    private final long begun = System.nanoTime();
    private final CompletableFuture<Void> come = new CompletableFuture<>();

    /**
     * @param size about how many bytes of memory is held on to until then
     */
    Turn(long size) {
        this.size = size;
    }

    long size() {
        return size;
    }

    @Override
    public void turn() {
        come.complete(null);
    }

    /** Whatever becomes of it without having had its turn: nobody need wait any longer. */
    @Override
    public void tell(Outcome outcome) {
        turn();
    }

    boolean hasCome() {
        return come.isDone();
    }

    /** {@return how many nanoseconds ago it began to be waited for} */
    long age() {
        return System.nanoTime() - begun;
    }

    CompletionStage<Void> come() {
        return come;
    }
}
