package dev.eventgateway.kv;

/** What a watch saw happen to one key. */
public sealed interface KvChange {

    /** {@return the key that changed} */
    Key key();

    /**
     * {@return the revision of the write that this change comes from; for a delete that the store can only infer, a
     * revision at which the key was seen to be gone}
     */
    long revision();

    /**
     * The key has this value now.
     *
     * @param entry the key's new entry
     */
    record Put(KvEntry entry) implements KvChange {
        @Override
        public Key key() {
            return entry.key();
        }

        @Override
        public long revision() {
            return entry.revision();
        }
    }

    /**
     * The key is gone.
     *
     * @param key the key that was deleted
     * @param revision see {@link KvChange#revision()}
     */
    record Delete(Key key, long revision) implements KvChange {}
}
