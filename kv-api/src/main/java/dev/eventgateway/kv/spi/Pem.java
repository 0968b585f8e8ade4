package dev.eventgateway.kv.spi;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys in PEM. No failure shows anything of a key. */
public final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private static final byte[] ZERO = {Der.INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    private static final byte[] RSA = {
        Der.OBJECT_ID, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1
    };
    private static final byte[] EC = {Der.OBJECT_ID, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private Pem() {}

    /**
     * {@return the certificates in {@code file}, in their order; at least one}
     *
     * @throws CertificateException if it holds none, or something malformed
     */
    public static List<X509Certificate> certificates(byte[] file) throws CertificateException {
        List<X509Certificate> found = parsed(file);
        if (found.isEmpty()) {
            throw new CertificateException("expected a certificate in PEM");
        }
        return found;
    }

    private static List<X509Certificate> parsed(byte[] file) throws CertificateException {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException malformed) {
            throw new CertificateException("expected a certificate in PEM", malformed);
        }
    }

    /**
     * {@return the first private key in {@code file}: RSA, EC or EdDSA, in PKCS#8 or in the older forms of RSA and EC}
     *
     * @throws InvalidKeyException if it holds none that can be read without a password
     */
    public static PrivateKey privateKey(byte[] file) throws InvalidKeyException {
        Matcher pem = KEY.matcher(new String(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new InvalidKeyException(
                    "expected a private key in PEM (PKCS#8, PKCS#1 or SEC 1), without a password");
        }
        try {
            return privateKey(pem.group(1), Base64.getMimeDecoder().decode(pem.group(2)));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidKeyException("expected a private key in PEM, found one that is malformed");
        }
    }

    private static PrivateKey privateKey(String form, byte[] encoded) throws InvalidKeyException {
        byte[] key = switch (form) {
            case "RSA " -> envelope(Der.of(Der.SEQUENCE, RSA, NULL), encoded);
            case "EC " -> envelope(Der.of(Der.SEQUENCE, EC, curve(encoded)), encoded);
            default -> encoded;
        };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
            } catch (InvalidKeySpecException another) {
                // One of the others, then.
            } catch (GeneralSecurityException unsupported) {
                throw new InvalidKeyException("this JDK has no " + algorithm, unsupported);
            }
        }
        throw new InvalidKeyException("expected a private key of one of " + String.join(", ", ALGORITHMS));
    }

    /** {@return the older form of a key in that of PKCS#8} */
    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return Der.of(Der.SEQUENCE, ZERO, algorithm, Der.of(Der.OCTETS, key));
    }

    private static byte[] curve(byte[] key) {
        Der members = new Der(new Der(key).next(Der.SEQUENCE));
        members.next(Der.INTEGER);
        members.next(Der.OCTETS);
        return Der.of(Der.OBJECT_ID, new Der(members.next(Der.PARAMETERS)).next(Der.OBJECT_ID));
    }
}
