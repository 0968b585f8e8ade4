package dev.eventgateway.kv.consul;

import com.google.gson.annotations.SerializedName;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An entry as Consul tells of it.
 *
 * @param path its key
 * @param value in Base64; null if it is empty, or not told
 * @param created the index of the write that made it
 * @param index of the write that set it
 */
record Pair(
        @SerializedName("Key") String path,
        @SerializedName("Value") @Nullable String value,
        @SerializedName("CreateIndex") long created,
        @SerializedName("ModifyIndex") long index) {

    private static final byte[] NOTHING = {};

    KvEntry entry(Key key) {
        return new KvEntry(key, value == null ? NOTHING : Base64.getDecoder().decode(value), index);
    }
}
