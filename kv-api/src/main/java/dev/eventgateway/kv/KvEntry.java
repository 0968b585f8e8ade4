package dev.eventgateway.kv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key, its value and the revision of the write that set it. Immutable; an empty value is a value. */
public final class KvEntry {

    private final Key key;
    private final byte[] value;
    private final long revision;

    /** Copies {@code value}. */
    public KvEntry(Key key, byte[] value, long revision) {
        this.key = key;
        this.value = value.clone();
        this.revision = revision;
    }

    /** {@return where the value stands} */
    public Key key() {
        return key;
    }

    /** {@return a copy of the value} */
    public byte[] value() {
        return value.clone();
    }

    /** {@return the value read as UTF-8} */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** {@return the value's length in bytes} */
    public int size() {
        return value.length;
    }

    /** {@return the revision of the write that set this value} */
    public long revision() {
        return revision;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KvEntry that
                && key.equals(that.key)
                && revision == that.revision
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Long.hashCode(revision);
    }

    /** {@return key, size and revision; never the value, which may be a secret} */
    @Override
    public String toString() {
        return key + " (" + value.length + " bytes, revision " + revision + ")";
    }
}
