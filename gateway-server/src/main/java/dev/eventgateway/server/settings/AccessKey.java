package dev.eventgateway.server.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The secret that opens the Config API. Never shown. */
public final class AccessKey {

    private final byte[] key;

    private AccessKey(byte[] key) {
        this.key = key;
    }

    /**
     * {@return the key in {@code text}, without white space around it}
     *
     * @throws IllegalArgumentException if nothing is left, or if it could not be sent in a header
     */
    public static AccessKey of(String text) {
        String bare = text.strip();
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("is empty: expected the access key");
        }
        if (!bare.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new IllegalArgumentException("expected one word of printable ASCII characters");
        }
        return new AccessKey(bare.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return whether {@code given} is the key; takes the same time whatever the differences are} */
    public boolean opens(String given) {
        return MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AccessKey";
    }
}
