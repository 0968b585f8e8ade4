package dev.eventgateway.server.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;

/** Whether a key is that of a certificate: what one signs, the other confirms. */
final class KeyMatch {

    private static final byte[] PROBE = {1, 2, 3};

    private KeyMatch() {}

    static boolean is(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!sameKind(key.getAlgorithm(), certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROBE);
        return confirmed(signature, signed);
    }

    private static boolean sameKind(String one, String other) {
        return one.equals(other) || (one.startsWith("Ed") && other.startsWith("Ed"));
    }

    private static boolean confirmed(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (SignatureException notEvenAlike) {
            return false;
        }
    }
}
