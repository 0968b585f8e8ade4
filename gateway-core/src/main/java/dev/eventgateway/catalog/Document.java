package dev.eventgateway.catalog;

import dev.eventgateway.routing.DocumentId;
import dev.eventgateway.routing.TableChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A document and what sets its kind apart.
 *
 * @param <T> the content's type
 * @param kind its kind
 * @param id the identity that its content says it has
 * @param content what it says
 */
record Document<T>(DocumentKind<T> kind, DocumentId id, T content) {

    /** {@return the document of that content} */
    static <T> Document<T> of(DocumentKind<T> kind, T content) {
        return new Document<>(kind, kind.id(content), content);
    }

    /** {@return the change that brings it into force} */
    TableChange put() {
        return kind.put(content);
    }

    /** {@return the JSON to store} */
    byte[] bytes() {
        return Json.text(kind.stored(content)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * {@return a number that two documents share only if they are the same}
     *
     * @param salt not known outside, as the document may hold a secret that is short enough to be guessed from its hash
     */
    long hash(String salt) {
        byte[] seed = (salt + "/" + kind.kind() + "/").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = bytes();
        byte[] all = ByteBuffer.allocate(seed.length + bytes.length)
                .put(seed)
                .put(bytes)
                .array();
        return ByteBuffer.wrap(Hash.of(all)).getLong();
    }
}
