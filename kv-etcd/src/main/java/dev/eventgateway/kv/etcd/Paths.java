package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where keys stand among etcd's, and back: {@code prefix/key}, as it reads. What lies below {@code a} begins with
 * {@code a/} and so ends before {@code a0}, as 0 follows the slash.
 */
final class Paths {

    private static final String AFTER_SLASH = "0";

    private final String root;

    Paths(Key prefix) {
        this.root = prefix + "/";
    }

    /** {@return where the key's value stands} */
    ByteSequence place(Key key) {
        return bytes(path(key));
    }

    /** {@return where what lies below the key begins} */
    ByteSequence below(Key key) {
        return bytes(path(key) + "/");
    }

    /** {@return where what lies below the key has ended} */
    ByteSequence end(Key key) {
        return bytes(path(key) + AFTER_SLASH);
    }

    /** {@return the first place after {@code place}} */
    static ByteSequence after(ByteSequence place) {
        return place.concat(ByteSequence.from(new byte[1]));
    }

    /** {@return where the mark of the store stands} */
    ByteSequence mark() {
        return bytes(root);
    }

    /** {@return the key whose value stands at {@code place}; empty if it is none of this store} */
    Optional<Key> key(ByteSequence place) {
        try {
            String path = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(place.getBytes()))
                    .toString();
            return path.startsWith(root) ? Optional.of(Key.of(path.substring(root.length()))) : Optional.empty();
        } catch (CharacterCodingException | KvException foreign) {
            return Optional.empty();
        }
    }

    /** {@return the entry that {@code found} is; empty if its key is none of this store} */
    Optional<KvEntry> entry(KeyValue found) {
        return key(found.getKey()).map(key -> new KvEntry(key, found.getValue().getBytes(), found.getModRevision()));
    }

    private String path(Key key) {
        return root + key;
    }

    private static ByteSequence bytes(String path) {
        return ByteSequence.from(path, StandardCharsets.UTF_8);
    }
}
