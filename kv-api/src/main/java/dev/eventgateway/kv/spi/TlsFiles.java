package dev.eventgateway.kv.spi;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Certificates and keys that the options of a store URI name, as files in PEM: {@code ca} whom to trust, {@code cert}
 * and {@code key} who to be. Read when the store is opened.
 *
 * @param trusted the authorities that a server's certificate must come from; those of the JDK if empty
 * @param identity what to show to a server that asks for it
 */
public record TlsFiles(List<X509Certificate> trusted, Optional<Identity> identity) {

    /** The names of the options. */
    public static final List<String> OPTIONS = List.of("ca", "cert", "key");

    /** Copies {@code trusted}. */
    public TlsFiles {
        trusted = List.copyOf(trusted);
    }

    /**
     * {@return what the options of {@code uri} name}
     *
     * @throws KvException with INVALID for a file that cannot be read or holds something else, naming option and file;
     *     or for a certificate without a key
     */
    public static TlsFiles of(KvUri uri) {
        List<X509Certificate> trusted =
                option(uri, "ca").map(TlsFiles::certificates).orElse(List.of());
        Optional<Option> chain = option(uri, "cert");
        Optional<Option> key = option(uri, "key");
        if (chain.isPresent() != key.isPresent()) {
            throw invalid("store options cert and key belong together, found only one of them");
        }
        return new TlsFiles(trusted, chain.map(found -> identity(found, key.get())));
    }

    private static Identity identity(Option chain, Option key) {
        Identity identity = new Identity(certificates(chain), privateKey(key));
        if (!KeyPairCheck.isPair(identity.chain().get(0).getPublicKey(), identity.key())) {
            throw invalid("store option key=" + key.file() + ": belongs to another certificate than that of cert="
                    + chain.file());
        }
        return identity;
    }

    /**
     * Who a client is.
     *
     * @param chain its certificate and those that vouch for it
     * @param key that belongs to the first of them
     */
    public record Identity(List<X509Certificate> chain, PrivateKey key) {

        /** Copies {@code chain}. */
        public Identity {
            chain = List.copyOf(chain);
        }

        /** {@return which certificate it is, never the key} */
        @Override
        public String toString() {
            return "certificate " + chain.get(0).getSerialNumber().toString(16);
        }
    }

    private record Option(String name, String file) {
        KvException wrong(GeneralSecurityException cause) {
            return wrong(String.valueOf(cause.getMessage()), cause);
        }

        KvException wrong(String found, Exception cause) {
            return new KvException(
                    KvException.Reason.INVALID, "store option " + name + "=" + file + ": " + found, cause);
        }
    }

    private static Optional<Option> option(KvUri uri, String name) {
        return Optional.ofNullable(uri.options().get(name)).map(file -> new Option(name, file));
    }

    private static List<X509Certificate> certificates(Option option) {
        try {
            return Pem.certificates(read(option));
        } catch (CertificateException wrong) {
            throw option.wrong(wrong);
        }
    }

    private static PrivateKey privateKey(Option option) {
        try {
            return Pem.privateKey(read(option));
        } catch (InvalidKeyException wrong) {
            throw option.wrong(wrong);
        }
    }

    private static byte[] read(Option option) {
        try {
            return Files.readAllBytes(Path.of(option.file()));
        } catch (IOException | InvalidPathException unreadable) {
            throw option.wrong("cannot read that file", unreadable);
        }
    }

    private static KvException invalid(String message) {
        return new KvException(KvException.Reason.INVALID, message);
    }
}
