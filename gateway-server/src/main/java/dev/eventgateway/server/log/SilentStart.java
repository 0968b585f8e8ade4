package dev.eventgateway.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/** Logback's own start, for a program that has not read its settings: it would look for files, and set up what is replaced then. */
public final class SilentStart extends ContextAwareBase implements Configurator {

    /** For Logback, which finds it as a service. */
    public SilentStart() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        return LogSetup.isSilent() ? ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY : ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
}
