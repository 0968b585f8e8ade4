package dev.eventgateway.server;

import java.lang.management.ManagementFactory;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.slf4j.LoggerFactory;

/**
 * What takes the JDK longest of all that every instance needs: its beans, and the certificates that it trusts. Begun beside the reading
 * of the settings; a quarter of the time until an instance is ready was spent on it.
 */
final class Preparation {

    private Preparation() {}

    /** Begins on a thread of its own, and returns. Whoever needs something of it waits for that by the JDK's own means. */
    static void begin() {
        Thread thread = new Thread(Preparation::run, "preparation");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        ManagementFactory.getPlatformMBeanServer();
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException broken) {
            // Whoever needs it says so to whom it concerns.
            LoggerFactory.getLogger(Preparation.class).debug("no TLS set-up", broken);
        }
    }
}
