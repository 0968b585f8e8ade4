package dev.eventgateway.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import ch.qos.logback.core.CoreConstants;

/**
 * Logback without its own start, for a program that has not read its settings: it would look for files, set up what is replaced then,
 * and write of it, which takes longer than to start the JVM.
 */
public final class SilentLogback extends LogbackServiceProvider {

    /** For SLF4J, which makes it by its name. */
    public SilentLogback() {}

    @Override
    public void initialize() {
        if (getLoggerFactory() instanceof LoggerContext context) {
            context.setName(CoreConstants.DEFAULT_CONTEXT_NAME);
            context.setMDCAdapter(getMDCAdapter());
        }
    }
}
