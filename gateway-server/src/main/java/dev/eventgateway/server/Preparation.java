package dev.eventgateway.server;

import java.lang.management.ManagementFactory;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.slf4j.LoggerFactory;

/**
 * What takes the JDK longest of all that every instance needs: a quarter of the time until one is ready was spent on it. Each part begins
 * on a thread that ends with it and keeps no process alive; whoever needs it waits by the JDK's own means.
 */
final class Preparation {

    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    private Preparation() {}

    /**
     * Leaves out what hardly anybody asks for: Netty, by which etcd is called, would tell the JDK's flight recorder of each buffer, and
     * a sixth of the time until an instance on etcd is ready was spent on making that possible. Before the store is opened.
     */
    static void withoutNettyEvents() {
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(NETTY_EVENTS, "false");
        }
    }

    /** Begins with the JDK's beans. At any time. */
    static void ofBeans() {
        begin("preparation-beans", ManagementFactory::getPlatformMBeanServer);
    }

    /**
     * Begins with the certificates that the JDK trusts, which functions over TLS need. Once the instance is ready, which it is sooner as
     * they do not take the processor's time before; a function that is called at once waits for them.
     */
    static void ofCertificates() {
        begin("preparation-certificates", Preparation::certificates);
    }

    private static void certificates() {
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException broken) {
            LoggerFactory.getLogger(Preparation.class)
                    .warn("no function can be called over TLS: this JVM has no usable set-up", broken);
        }
    }

    private static void begin(String name, Runnable part) {
        Thread thread = new Thread(part, name);
        thread.setDaemon(true);
        thread.start();
    }
}
