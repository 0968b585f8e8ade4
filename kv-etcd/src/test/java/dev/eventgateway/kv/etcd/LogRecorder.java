package dev.eventgateway.kv.etcd;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** What is logged until it is closed, by way of slf4j and of java.util.logging, causes and stack traces included. */
final class LogRecorder implements AutoCloseable {

    /** Logs every byte that is sent and received. */
    private static final String BYTES = "io.grpc.netty.NettyClientHandler";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = logback(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final java.util.logging.Logger other = java.util.logging.Logger.getLogger("");
    private final Map<Logger, ch.qos.logback.classic.Level> levels = new HashMap<>();
    private final Level otherLevel = other.getLevel();
    private final Appender appender = new Appender();
    private final Listener listener = new Listener();

    /** Records what the configuration of the tests lets through. */
    LogRecorder() {
        root.getLoggerContext().getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .forEach(logger -> levels.put(logger, logger.getLevel()));
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        listener.setLevel(Level.ALL);
        other.addHandler(listener);
    }

    /** {@return one that records all there is, but for a logger that is there to show every byte} */
    static LogRecorder ofAll() {
        LogRecorder recorder = new LogRecorder();
        recorder.levels.forEach((logger, level) -> logger.setLevel(ch.qos.logback.classic.Level.TRACE));
        logback(BYTES).setLevel(ch.qos.logback.classic.Level.INFO);
        recorder.other.setLevel(Level.ALL);
        return recorder;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** {@return how many lines contain {@code words}} */
    long count(String words) {
        return lines.stream().filter(line -> line.contains(words)).count();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        logback(BYTES).setLevel(null);
        levels.forEach(Logger::setLevel);
        other.removeHandler(listener);
        other.setLevel(otherLevel);
    }

    private static Logger logback(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " "
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
    }

    private final class Listener extends Handler {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLoggerName() + " " + line.getMessage() + " " + Arrays.toString(line.getParameters()) + " "
                    + (line.getThrown() == null ? "" : Failure.text(line.getThrown())));
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
