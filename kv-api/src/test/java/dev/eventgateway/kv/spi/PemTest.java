package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PemTest {

    private static final byte[] P256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};

    private static PrivateKey key(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (size > 0) {
            generator.initialize(size);
        }
        return generator.generateKeyPair().getPrivate();
    }

    private static byte[] pem(String type, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return ("-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What is inside the envelope of PKCS#8. */
    private static byte[] inner(PrivateKey key) {
        Der members = new Der(new Der(key.getEncoded()).next(Der.SEQUENCE));
        members.next(Der.INTEGER);
        members.next(Der.SEQUENCE);
        return members.next(Der.OCTETS);
    }

    @Test
    void keysOfEachKindAreReadInTheirCommonForm() throws Exception {
        for (PrivateKey key : new PrivateKey[] {key("RSA", 2048), key("EC", 256), key("EC", 521), key("Ed25519", 0)}) {
            assertThat(Pem.privateKey(pem("PRIVATE KEY", key.getEncoded())).getEncoded())
                    .isEqualTo(key.getEncoded());
        }
    }

    @Test
    void anRsaKeyIsReadInItsOlderForm() throws Exception {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) key("RSA", 2048);
        RSAPrivateCrtKey read = (RSAPrivateCrtKey) Pem.privateKey(pem("RSA PRIVATE KEY", inner(key)));
        assertThat(read.getModulus()).isEqualTo(key.getModulus());
        assertThat(read.getPrivateExponent()).isEqualTo(key.getPrivateExponent());
    }

    @Test
    void anEcKeyIsReadInItsOlderFormWithItsParametersInFront() throws Exception {
        ECPrivateKey key = (ECPrivateKey) key("EC", 256);
        Der members = new Der(new Der(inner(key)).next(Der.SEQUENCE));
        byte[] version = Der.of(Der.INTEGER, members.next(Der.INTEGER));
        byte[] secret = Der.of(Der.OCTETS, members.next(Der.OCTETS));
        byte[] curve = Der.of(Der.OBJECT_ID, P256);
        byte[] older = Der.of(Der.SEQUENCE, version, secret, Der.of(Der.PARAMETERS, curve));
        byte[] parameters = pem("EC PARAMETERS", curve);
        byte[] file = pem("EC PRIVATE KEY", older);
        byte[] both = new byte[parameters.length + file.length];
        System.arraycopy(parameters, 0, both, 0, parameters.length);
        System.arraycopy(file, 0, both, parameters.length, file.length);

        ECPrivateKey read = (ECPrivateKey) Pem.privateKey(both);

        assertThat(read.getS()).isEqualTo(key.getS());
        assertThat(read.getParams().getCurve()).isEqualTo(key.getParams().getCurve());
    }

    @Test
    void whatIsNoPlainKeyIsRefusedWithoutShowingIt() throws Exception {
        byte[] rsa = key("RSA", 2048).getEncoded();
        byte[][] wrong = {
            {},
            "secret".getBytes(StandardCharsets.US_ASCII),
            pem("ENCRYPTED PRIVATE KEY", rsa),
            pem("PRIVATE KEY", new byte[] {1, 2, 3}),
            pem("EC PRIVATE KEY", new byte[] {0x30, 1}),
            pem("EC PRIVATE KEY", new byte[] {0x30, (byte) 0x84, -1, -1, -1, -1}),
            pem("EC PRIVATE KEY", rsa),
            pem("RSA PRIVATE KEY", rsa),
            "-----BEGIN PRIVATE KEY-----\nsecre\n-----END PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII)
        };
        for (byte[] file : wrong) {
            assertThatThrownBy(() -> Pem.privateKey(file))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageStartingWith("expected a private key")
                    .hasMessageNotContaining("secre");
        }
    }

    @Test
    void whatHoldsNoCertificateIsRefused() {
        for (String file :
                new String[] {"", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}) {
            assertThatThrownBy(() -> Pem.certificates(file.getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(CertificateException.class)
                    .hasMessage("expected a certificate in PEM");
        }
    }
}
