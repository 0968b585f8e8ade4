package dev.eventgateway.server.tls;

import dev.eventgateway.server.settings.Settings.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of one API, as its files are. When these change, new connections get the new ones; if the new ones cannot be
 * used, they get the old ones, and one line of the log says why. Safe for use by many threads.
 */
public final class Certificates implements Supplier<SSLContext>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final String flags;
    private final Tls files;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> looking;

    private FileContents tried;
    private FileContents seen;
    private String complaint = "";
    private volatile SSLContext current;

    private Certificates(String flags, Tls files, Duration every) throws TlsException {
        this.flags = flags;
        this.files = files;
        tried = FileContents.read(flags, files);
        seen = tried;
        current = context(tried);
        thread = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, flags.replace("--", "")));
        looking = thread.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * {@return the certificates in {@code files}}
     *
     * @param flags what the names of the flags that name the files begin with: {@code --events-tls}
     * @param every how often the files are looked at
     * @throws TlsException if they cannot be used
     */
    public static Certificates open(String flags, Tls files, Duration every) throws TlsException {
        return new Certificates(flags, files, every);
    }

    private static SSLContext context(FileContents contents) throws TlsException {
        List<X509Certificate> chain = contents.chain();
        try {
            SSLContext context = Contexts.of(chain, contents.keyOf(chain.get(0)), contents.clientAuthorities());
            LOG.info(
                    "{}-cert: {}, valid until {}",
                    contents.flags(),
                    chain.get(0).getSubjectX500Principal(),
                    chain.get(0).getNotAfter().toInstant());
            return context;
        } catch (GeneralSecurityException | IOException wrong) {
            throw new TlsException(
                    contents.flags() + "-cert=" + contents.files().certificate()
                            + ": expected a certificate that can be used, and each followed by the one that vouches for it");
        }
    }

    /** {@return what to serve new connections with} */
    @Override
    public SSLContext get() {
        return current;
    }

    private void look() {
        try {
            consider(FileContents.read(flags, files));
            complaint = "";
        } catch (TlsException broken) {
            complain(broken.getMessage());
        } catch (RuntimeException unexpected) {
            LOG.error("{}: certificates could not be read again", flags, unexpected);
        }
    }

    private void consider(FileContents now) throws TlsException {
        // Twice the same: who writes two files one after the other is done.
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(tried)) {
            tried = now;
            current = context(now);
        }
    }

    private void complain(String message) {
        if (!complaint.equals(message)) {
            LOG.error("{}; the certificate in force stays", message);
            complaint = message;
        }
    }

    /** Looks at the files no more. Idempotent. */
    @Override
    public void close() {
        looking.cancel(true);
        thread.shutdownNow();
    }
}
