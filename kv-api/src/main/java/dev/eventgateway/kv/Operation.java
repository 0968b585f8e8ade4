package dev.eventgateway.kv;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A write to one key, carried out by a {@link Transaction}. */
public sealed interface Operation {

    /** {@return the key that is written} */
    Key key();

    /** {@return an operation that sets {@code key} to {@code value}, whatever it was before} */
    static Operation put(Key key, byte[] value) {
        return new Put(key, value, null);
    }

    /**
     * {@return an operation that sets {@code key} to {@code value} for as long as {@code lease} lasts} Counts as two of
     * the steps of a transaction. A later put without that lease takes the entry out of it.
     */
    static Operation put(Key key, byte[] value, Lease lease) {
        return new Put(key, value, lease);
    }

    /** {@return an operation that removes {@code key}; nothing happens where it is absent} */
    static Operation delete(Key key) {
        return new Delete(key);
    }

    /** See {@link Operation#put}. */
    final class Put implements Operation {

        private final Key key;
        private final byte[] value;
        private final @Nullable Lease lease;

        private Put(Key key, byte[] value, @Nullable Lease lease) {
            this.key = key;
            this.value = value.clone();
            this.lease = lease;
        }

        @Override
        public Key key() {
            return key;
        }

        /** {@return a copy of the value to set} */
        public byte[] value() {
            return value.clone();
        }

        /** {@return the value's length in bytes} */
        public int size() {
            return value.length;
        }

        /** {@return the lease that the entry lasts as long as; empty if it stays} */
        public Optional<Lease> lease() {
            return Optional.ofNullable(lease);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Put that
                    && key.equals(that.key)
                    && Arrays.equals(value, that.value)
                    && Objects.equals(lease, that.lease);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "put " + key + " (" + value.length + " bytes)";
        }
    }

    /**
     * See {@link Operation#delete}.
     *
     * @param key the key to remove
     */
    record Delete(Key key) implements Operation {}
}
