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
 * @param session that it goes with; null if it stays
 */
record Pair(
        @SerializedName("Key") String path,
        @SerializedName("Value") @Nullable String value,
        @SerializedName("CreateIndex") long created,
        @SerializedName("ModifyIndex") long index,
        @SerializedName("Session") @Nullable String session) {

    private static final byte[] NOTHING = {};

    boolean leased() {
        return session != null && !session.isEmpty();
    }

    KvEntry entry(Key key) {
        return new KvEntry(key, value == null ? NOTHING : Base64.getDecoder().decode(value), index);
    }
}
