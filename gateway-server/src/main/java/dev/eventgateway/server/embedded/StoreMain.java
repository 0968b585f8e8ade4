package dev.eventgateway.server.embedded;

import dev.eventgateway.server.log.LogSetup;
import dev.eventgateway.server.settings.Settings.Logging;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a real ZooKeeper in the foreground: {@code bin/store zookeeper}. */
@Command(name = "store", subcommands = StoreMain.ZooKeeper.class, mixinStandardHelpOptions = true)
public final class StoreMain {

    /** Exit code for a command line that makes no sense. */
    private static final int USAGE = 2;

    private StoreMain() {}

    /** Starts the store that the arguments name, and stays until it is told to stop. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine line = new CommandLine(new StoreMain());
        line.setParameterExceptionHandler((wrong, given) -> {
            System.err.println("store: " + wrong.getMessage() + " (expected: zookeeper [--port N] [--data-dir DIR])");
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, result) -> {
            System.err.println("store: " + failure.getMessage());
            return 1;
        });
        return line.execute(args);
    }

    /** {@code zookeeper [--port N] [--data-dir DIR]}. */
    @Command(
            name = "zookeeper",
            description = "Runs one ZooKeeper server on loopback.",
            mixinStandardHelpOptions = true)
    static final class ZooKeeper implements Callable<Integer> {

        @Option(names = "--port", description = "Port on 127.0.0.1; a free one unless given.", paramLabel = "N")
        private int port;

        @Option(names = "--data-dir", description = "Where the data is kept.", required = true, paramLabel = "DIR")
        private Path folder = Path.of("");

        @Override
        public Integer call() throws InterruptedException {
            LogSetup.apply(new Logging(Logging.Level.WARN, Logging.Format.TEXT));
            CountDownLatch told = new CountDownLatch(1);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(told, stopped), "stop"));
            try (EmbeddedZooKeeper zookeeper = EmbeddedZooKeeper.start(folder, port)) {
                System.out.println(zookeeper.uri());
                System.out.flush();
                told.await();
            } finally {
                stopped.countDown();
            }
            return 0;
        }

        /** The process ends when its hooks have: this one waits until the store has put its data away. */
        private static void stop(CountDownLatch told, CountDownLatch stopped) {
            told.countDown();
            try {
                stopped.await();
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
