package dev.eventgateway.server.tls;

import dev.eventgateway.kv.spi.KeyPairCheck;
import dev.eventgateway.kv.spi.Pem;
import dev.eventgateway.server.settings.Settings.Tls;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What the files of one API held at one moment. Equal if the files did not change.
 *
 * @param flags what the names of the flags that name the files begin with
 */
record FileContents(String flags, Tls files, String certificate, String key, Optional<String> clientAuthority) {

    /** Each character a byte: texts know whether they are equal. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    static FileContents read(String flags, Tls files) throws TlsException {
        Optional<String> authority = files.clientAuthority().isPresent()
                ? Optional.of(read(flags + "-client-ca", files.clientAuthority().get()))
                : Optional.empty();
        return new FileContents(
                flags, files, read(flags + "-cert", files.certificate()), read(flags + "-key", files.key()), authority);
    }

    private static String read(String flag, Path file) throws TlsException {
        try {
            return new String(Files.readAllBytes(file), BYTES);
        } catch (IOException unreadable) {
            throw new TlsException(flag + "=" + file + ": expected a file that this process may read");
        }
    }

    /** {@return the certificate that the server shows, as the first, and those that vouch for it} */
    List<X509Certificate> chain() throws TlsException {
        try {
            return Pem.certificates(certificate.getBytes(BYTES));
        } catch (CertificateException wrong) {
            throw new TlsException(flags + "-cert=" + files.certificate() + ": " + wrong.getMessage());
        }
    }

    /** {@return the key of {@code certificate}} */
    PrivateKey keyOf(X509Certificate certificate) throws TlsException {
        try {
            PrivateKey found = Pem.privateKey(key.getBytes(BYTES));
            if (KeyPairCheck.isPair(certificate.getPublicKey(), found)) {
                return found;
            }
        } catch (InvalidKeyException wrong) {
            throw new TlsException(flags + "-key=" + files.key() + ": " + wrong.getMessage());
        }
        throw new TlsException(
                flags + "-key=" + files.key() + ": expected the key of the certificate in " + files.certificate());
    }

    /** {@return whom clients' certificates must come from; none if clients need none} */
    List<X509Certificate> clientAuthorities() throws TlsException {
        if (clientAuthority.isEmpty()) {
            return List.of();
        }
        try {
            return Pem.certificates(clientAuthority.get().getBytes(BYTES));
        } catch (CertificateException wrong) {
            throw new TlsException(
                    flags + "-client-ca=" + files.clientAuthority().orElseThrow() + ": " + wrong.getMessage());
        }
    }

    /** {@return the names of the flags, never what is in their files} */
    @Override
    public String toString() {
        return flags;
    }
}
