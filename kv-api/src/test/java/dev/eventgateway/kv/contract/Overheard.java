package dev.eventgateway.kv.contract;

import static java.util.stream.Collectors.joining;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * All that is logged from now on, by whatever library and at every level, until closed; and what exceptions tell. Safe
 * for use by many threads.
 */
public final class Overheard implements AutoCloseable {

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<Logger, @Nullable Level> levels = new HashMap<>();
    private final Queue<ILoggingEvent> logged = new ConcurrentLinkedQueue<>();
    private final Appender appender = new Appender();
    private final java.util.logging.Logger platform = java.util.logging.Logger.getLogger("");
    private final java.util.logging.Level platformLevel = platform.getLevel();
    private final StringWriter rest = new StringWriter();
    private final Handler platformHandler = new PlatformHandler();

    /**
     * Begins to listen.
     *
     * @param bytes loggers that are there to show every byte on the wire, which are not listened to
     */
    public Overheard(String... bytes) {
        for (Logger logger : context.getLoggerList()) {
            if (logger.getLevel() != null) {
                levels.put(logger, logger.getLevel());
                logger.setLevel(Level.TRACE);
            }
        }
        for (String name : bytes) {
            Logger logger = context.getLogger(name);
            levels.putIfAbsent(logger, logger.getLevel());
            logger.setLevel(Level.OFF);
        }
        appender.setContext(context);
        appender.start();
        root().addAppender(appender);
        platform.setLevel(java.util.logging.Level.ALL);
        platform.addHandler(platformHandler);
    }

    /** Notes the texts of {@code thrown} and of all its causes. */
    public synchronized void note(Throwable thrown) {
        rest.write(thrown + "\n" + thrown.getMessage() + "\n");
        thrown.printStackTrace(new PrintWriter(rest, true));
    }

    /** {@return what was logged at the level {@code level} or above, a message each} */
    public List<String> messages(Level level) {
        return events().filter(event -> event.getLevel().isGreaterOrEqual(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** {@return what the store itself logged at the level {@code level} or above, a message each} */
    public List<String> ownMessages(Level level) {
        return events().filter(event -> event.getLevel().isGreaterOrEqual(level))
                .filter(event -> event.getLoggerName().startsWith("dev.eventgateway"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** {@return how many messages of {@link #ownMessages} at INFO or above contain {@code words}} */
    public long count(String words) {
        return ownMessages(Level.INFO).stream()
                .filter(message -> message.contains(words))
                .count();
    }

    /** {@return all of it} */
    public synchronized String text() {
        return events().map(Overheard::text).collect(joining("\n")) + rest;
    }

    @Override
    public void close() {
        root().detachAppender(appender);
        levels.forEach(Logger::setLevel);
        platform.removeHandler(platformHandler);
        platform.setLevel(platformLevel);
    }

    private Stream<ILoggingEvent> events() {
        return logged.stream();
    }

    private static String text(ILoggingEvent event) {
        return event.getLoggerName() + " " + event.getThreadName() + " " + event.getFormattedMessage() + " "
                + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }

    private Logger root() {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event);
        }
    }

    private final class PlatformHandler extends Handler {

        @Override
        public void publish(LogRecord record) {
            synchronized (Overheard.this) {
                rest.write(record.getLoggerName() + " " + record.getMessage() + " "
                        + Arrays.toString(record.getParameters()) + "\n");
            }
            if (record.getThrown() != null) {
                note(record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
