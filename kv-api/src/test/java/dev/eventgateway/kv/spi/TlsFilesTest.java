package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.kv.server.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates by file, and what is wrong with those that are none. */
class TlsFilesTest {

    @TempDir
    static Path folder;

    private static TestCertificates certificates;

    @BeforeAll
    static void make() {
        certificates = new TestCertificates(folder);
    }

    @Test
    void filesInPemAreRead() {
        TlsFiles files = read("ca=" + certificates.authority() + "&cert=" + certificates.certificate("client") + "&key="
                + certificates.key("client"));

        assertThat(files.trusted()).hasSize(1);
        assertThat(files.identity().orElseThrow().chain()).hasSize(2);
        assertThat(files.identity().orElseThrow().key()).isInstanceOf(ECPrivateKey.class);
    }

    @Test
    void withoutOptionsTheJdkDecidesWhomToTrustAndNobodyIsShown() {
        TlsFiles files = read("timeout=1s");

        assertThat(files.trusted()).isEmpty();
        assertThat(files.identity()).isEmpty();
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertRefused("cert=" + certificates.certificate("client"), "belong together");
        assertRefused("key=" + certificates.key("client"), "belong together");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        assertRefused(
                "cert=" + certificates.certificate("client") + "&key=" + certificates.key("server"),
                "key=" + certificates.key("server") + ": belongs to another certificate than that of cert="
                        + certificates.certificate("client"));
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "EC, 256", "EC, 384", "Ed25519, 255"})
    void aKeyOfEveryKindBelongsToItselfAlone(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        KeyPair one = generator.generateKeyPair();
        KeyPair other = generator.generateKeyPair();
        KeyPair another = KeyPairGenerator.getInstance("DSA").generateKeyPair();

        assertThat(KeyPairCheck.isPair(one.getPublic(), one.getPrivate())).isTrue();
        assertThat(KeyPairCheck.isPair(one.getPublic(), other.getPrivate())).isFalse();
        assertThat(KeyPairCheck.isPair(another.getPublic(), one.getPrivate())).isFalse();
    }

    @Test
    void whatIsNoFileOrNoPemIsNamed() throws IOException {
        Path noise = Files.writeString(folder.resolve("noise"), "-----BEGIN RSA PRIVATE KEY-----\nsecret\n");

        assertRefused("ca=" + folder.resolve("missing"), "ca=" + folder.resolve("missing") + ": cannot read");
        assertRefused("ca=" + noise, "ca=" + noise + ": expected a certificate in PEM");
        assertRefused(
                "cert=" + certificates.certificate("client") + "&key=" + noise,
                "key=" + noise + ": expected a private key");
        assertRefused(
                "cert=" + certificates.certificate("client") + "&key=" + certificates.certificate("client"), "PKCS#8");
    }

    @Test
    void aKeyIsNotShown() {
        TlsFiles files = read("cert=" + certificates.certificate("client") + "&key=" + certificates.key("client"));

        assertThat(files.identity().orElseThrow().toString()).matches("certificate [0-9a-f]+");
    }

    private static TlsFiles read(String options) {
        return TlsFiles.of(KvUri.parse("etcds://localhost/p?" + options));
    }

    private static void assertRefused(String options, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> read(options))
                .withMessageContaining(words)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("secret\n"))
                .extracting(KvException::reason)
                .isEqualTo(Reason.INVALID);
    }
}
