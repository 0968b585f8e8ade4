package dev.eventgateway.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.eventgateway.server.settings.Settings.Logging;
import dev.eventgateway.server.settings.Settings.Logging.Format;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Lines to the standard error stream, as the settings want them. A logback file given by system property wins. */
public final class LogSetup {

    private static final String OWN_FILE = "logback.configurationFile";
    private static final String PROVIDER = "slf4j.provider";
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";

    /** Libraries that tell their whole life at INFO. */
    private static final List<String> TALKATIVE = List.of(
            "org.apache.zookeeper",
            "org.apache.curator",
            "org.xnio",
            "io.undertow",
            "org.jboss.threads",
            "io.netty",
            "io.grpc");

    /** Warn, with stack traces, of what our own lines say once: a store out of reach; and the store of {@code --dev}. */
    private static final List<String> REPEATING =
            List.of("org.apache.curator.ConnectionState", "org.apache.zookeeper.server");

    /** Tell again and again, with stack traces, what our own lines say once: a store out of reach, a failed function. */
    private static final List<String> TOLD_BY_US =
            List.of("org.apache.zookeeper.ClientCnxn", "org.apache.zookeeper.client.StaticHostProvider");

    private LogSetup() {}

    /** Nothing is logged until the settings say how: Logback alone would log everything, and newer JDKs tell of each exit. */
    public static void silence() {
        if (!hasOwnFile() && System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, SilentLogback.class.getName());
            // Else SLF4J writes that it was told so.
            System.getProperties().putIfAbsent("slf4j.internal.verbosity", "WARN");
        }
        ownContext().ifPresent(context -> root(context).setLevel(Level.OFF));
    }

    private static boolean hasOwnFile() {
        return System.getProperty(OWN_FILE) != null;
    }

    /** Replaces whatever was set up before. */
    public static void apply(Logging logging) {
        takeOverJdkLogging();
        ownContext().ifPresent(context -> apply(logging, context));
    }

    private static void apply(Logging logging, LoggerContext context) {
        context.reset();
        root(context).setLevel(Level.valueOf(logging.level().name()));
        root(context).addAppender(appender(context, logging.format()));
        Level quiet = logging.level() == Logging.Level.ERROR ? Level.ERROR : Level.WARN;
        TALKATIVE.forEach(name -> context.getLogger(name).setLevel(quiet));
        REPEATING.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        TOLD_BY_US.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
    }

    /** {@return Logback's, unless a file says how to log} */
    private static Optional<LoggerContext> ownContext() {
        return !hasOwnFile() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? Optional.of(context)
                : Optional.empty();
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** The client of etcd logs by the JDK's own means, which has a format of its own. */
    private static void takeOverJdkLogging() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
    }

    private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context, Format format) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(format == Format.JSON ? json(context) : text(context));
        appender.start();
        return appender;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
