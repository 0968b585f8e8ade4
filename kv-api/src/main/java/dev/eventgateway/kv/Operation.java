package dev.eventgateway.kv;

import java.util.Arrays;

/** A write to one key, carried out by a {@link Transaction}. */
public sealed interface Operation {

    /** {@return the key that is written} */
    Key key();

    /** {@return an operation that sets {@code key} to {@code value}, whatever it was before} */
    static Operation put(Key key, byte[] value) {
        return new Put(key, value);
    }

    /** {@return an operation that removes {@code key}; nothing happens where it is absent} */
    static Operation delete(Key key) {
        return new Delete(key);
    }

    /** See {@link Operation#put}. */
    final class Put implements Operation {

        private final Key key;
        private final byte[] value;

        private Put(Key key, byte[] value) {
            this.key = key;
            this.value = value.clone();
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

        @Override
        public boolean equals(Object other) {
            return other instanceof Put that && key.equals(that.key) && Arrays.equals(value, that.value);
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
