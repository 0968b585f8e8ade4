package dev.eventgateway.catalog;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.DocumentId.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where everything stands in the store: documents at {@code config/<section>/<space>/<id>}, which is what is watched; beside it, not
 * watched, {@code refs/<section>/<space>/<id>}, {@code claims/<hash>} and {@code meta}.
 */
final class Keys {

    static final Key CONFIG = Key.of("config");
    static final Key META = Key.of("meta");

    private static final Key REFERENCES = Key.of("refs");
    private static final Key CLAIMS = Key.of("claims");

    private Keys() {}

    /**
     * {@return where a document stands}
     *
     * @throws KvException with {@link KvException.Reason#INVALID} if no document can have such a name
     */
    static Key document(DocumentId id) {
        return documents(id.kind(), id.space()).child(id.id());
    }

    /** {@return whether a document can have such a name} */
    static boolean isDocument(DocumentId id) {
        try {
            document(id);
            return true;
        } catch (KvException malformed) {
            return false;
        }
    }

    /** {@return where all documents of a kind and space stand} */
    static Key documents(Kind kind, String space) {
        return CONFIG.child(section(kind)).child(space);
    }

    /** {@return which document stands at {@code key}; empty if none may} */
    static Optional<DocumentId> document(Key key) {
        List<String> segments = key.segments();
        if (segments.size() != 4) {
            return Optional.empty();
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> section(kind).equals(segments.get(1)))
                .findFirst()
                .map(kind -> new DocumentId(kind, segments.get(2), segments.get(3)));
    }

    /** {@return the key that every write sets which makes a document refer to {@code id}} */
    static Key reference(DocumentId id) {
        return REFERENCES.child(section(id.kind())).child(id.space()).child(id.id());
    }

    /** {@return the key whose holder owns the route} */
    static Key claim(Claim claim) {
        return CLAIMS.child(HexFormat.of().formatHex(Hash.of(claim.route().getBytes(StandardCharsets.UTF_8))));
    }

    private static String section(Kind kind) {
        return switch (kind) {
            case EVENT_TYPE -> "eventtypes";
            case FUNCTION -> "functions";
            case SUBSCRIPTION -> "subscriptions";
            case CORS_RULE -> "cors";
        };
    }
}
