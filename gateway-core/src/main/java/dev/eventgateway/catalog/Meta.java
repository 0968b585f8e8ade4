package dev.eventgateway.catalog;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvStore;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a store says about itself, written once by the first gateway that opens it.
 *
 * @param format how the documents are laid out
 * @param storeId tells this store, and its content, from another at the same address
 */
record Meta(BigDecimal format, String storeId) {

    /** The format that this code reads and writes. */
    static final BigDecimal FORMAT = BigDecimal.ONE;

    /**
     * {@return what the store says, and if it says nothing, is told}
     *
     * @throws CatalogException if this code cannot work on that store
     * @throws dev.eventgateway.kv.KvException if the store fails
     */
    static Meta ensure(KvStore store) {
        Optional<KvEntry> found = store.get(Keys.META);
        if (found.isEmpty()) {
            store.putIfAbsent(Keys.META, bytes(UUID.randomUUID().toString()));
            found = store.get(Keys.META);
        }
        return found.flatMap(Meta::parse).orElseThrow(Meta::unreadable).supported();
    }

    /** {@return what the store says now; empty if that is nothing, or nothing readable} */
    static Optional<Meta> read(KvStore store) {
        return store.get(Keys.META).flatMap(Meta::parse);
    }

    /** {@return what that entry says; empty if it is nothing readable} */
    static Optional<Meta> parse(KvEntry entry) {
        try {
            return Json.parse(entry.text()) instanceof Map<?, ?> fields
                            && fields.get("format") instanceof BigDecimal format
                            && fields.get("storeId") instanceof String storeId
                    ? Optional.of(new Meta(format, storeId))
                    : Optional.empty();
        } catch (MalformedException unreadable) {
            return Optional.empty();
        }
    }

    /** {@return whether both name the same store and format} */
    boolean isSame(Meta other) {
        // Not by equals, whose code the JDK makes when a record's is first called: each start would wait for it.
        return format.compareTo(other.format) == 0 && storeId.equals(other.storeId);
    }

    private Meta supported() {
        if (format.compareTo(FORMAT) != 0) {
            throw new CatalogException(
                    Reason.UNAVAILABLE,
                    "the configuration in the store has format " + format + ", this gateway knows format " + FORMAT
                            + " only: start the version of the gateway that wrote it, or a newer one");
        }
        return this;
    }

    private static CatalogException unreadable() {
        return new CatalogException(
                Reason.UNAVAILABLE,
                "the store's key \"" + Keys.META + "\" is no {\"format\": number, \"storeId\": string}:"
                        + " the prefix belongs to something else, or was damaged");
    }

    private static byte[] bytes(String storeId) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("storeId", storeId);
        return Json.text(fields).getBytes(StandardCharsets.UTF_8);
    }
}
