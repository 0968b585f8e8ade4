package dev.eventgateway.kv.spi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Whether two keys belong together. With two that do not, a client would open its store and every server would refuse
 * it, and a server would refuse every client, for reasons that do not name the key.
 */
public final class KeyPairCheck {

    private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.US_ASCII);

    private KeyPairCheck() {}

    /** {@return whether what {@code secret} signs, {@code known} confirms} */
    public static boolean isPair(PublicKey known, PrivateKey secret) {
        try {
            Signature signature = Signature.getInstance(algorithm(secret));
            signature.initSign(secret);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(known);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    private static String algorithm(PrivateKey secret) {
        return switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
    }
}
