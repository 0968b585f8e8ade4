package dev.eventgateway.function;

import java.time.Duration;
import java.util.Optional;

/** What came of asking whether a function may be called. */
public sealed interface Entry {

    /** {@return the leave to call it once; empty if it may not be called now} */
    Optional<Permit> permit();

    /** It may be called once. Safe for use by many threads; what comes after the first end of it changes nothing. */
    final class Permit implements Entry {

        private final Guard guard;
        private final int era;
        private boolean over;

        Permit(Guard guard, int era) {
            this.guard = guard;
            this.era = era;
        }

        @Override
        public Optional<Permit> permit() {
            return Optional.of(this);
        }

        /** The call has ended. */
        void ended(boolean failed) {
            if (isFirstEnd()) {
                guard.ended(era, failed);
            }
        }

        /** There was no call, or it has ended already. */
        public void giveBack() {
            if (isFirstEnd()) {
                guard.givenBack(era);
            }
        }

        private synchronized boolean isFirstEnd() {
            boolean first = !over;
            over = true;
            return first;
        }

        /** Tells those who wait for room. */
        void tell() {
            guard.tell();
        }
    }

    /**
     * It may not be called now.
     *
     * @param kind why not
     * @param reason the same for the log
     * @param delay how long to wait before it is worth asking again; nothing where only the end of another call makes room
     */
    record Refusal(FunctionException.Kind kind, String reason, Duration delay) implements Entry {

        @Override
        public Optional<Permit> permit() {
            return Optional.empty();
        }

        FunctionException failure() {
            return FunctionException.keptBack(kind, reason, delay);
        }
    }
}
