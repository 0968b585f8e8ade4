package dev.eventgateway.server;

import dev.eventgateway.server.log.LogSetup;
import dev.eventgateway.server.settings.CommandLineSettings;
import dev.eventgateway.server.settings.Settings;
import dev.eventgateway.server.settings.UsageException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program: runs one instance until SIGTERM or SIGINT. Exit codes: 0 after a signal or a printed text, 1 if the instance
 * cannot start, 2 if it was not told properly how. A second signal ends it at once.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    Main(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        LogSetup.silence();
        Preparation.withoutNettyEvents();
        Preparation.ofBeans();
        System.exit(new Main(System.getenv(), System.out, System.err).run(arguments));
    }

    /** {@return the exit code} */
    int run(String... arguments) {
        try {
            CommandLineSettings given = CommandLineSettings.parse(environment, arguments);
            if (given.help()) {
                out.print(given.usage());
            } else if (given.version()) {
                out.println("Event Gateway version: " + Version.text());
            } else {
                serve(given.settings(), given.warnings());
            }
            return 0;
        } catch (UsageException wrong) {
            return ended(MISUSED, wrong);
        } catch (StartException failure) {
            return ended(FAILED, failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int ended(int code, RuntimeException reason) {
        err.println("event-gateway: " + String.valueOf(reason.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        return code;
    }

    private void serve(Settings settings, List<String> warnings) throws InterruptedException {
        LogSetup.apply(settings.logging());
        for (String warning : warnings) {
            logger().warn("{}", warning);
        }
        try (Server server = Server.start(settings);
                Signals signals = Signals.caught()) {
            announce(settings, server);
            Preparation.ofCertificates();
            signals.await();
            server.stop(settings.limits().shutdownTimeout());
        }
    }

    private void announce(Settings settings, Server server) {
        String events = url(settings.eventsTls().isPresent(), server.events());
        String config = url(settings.configTls().isPresent(), server.config());
        logger().info("Event Gateway {}: Events API {}, Config API {}", Version.text(), events, config);
        if (settings.store() instanceof Settings.Store.Embedded) {
            out.println("Try it: curl " + config + "/v1/status, then the quick start of README.md");
        }
    }

    /** Not a constant: nothing may log before the settings say how. */
    private static Logger logger() {
        return LoggerFactory.getLogger(Main.class);
    }

    private static String url(boolean encrypted, InetSocketAddress address) {
        boolean local =
                address.getAddress().isAnyLocalAddress() || address.getAddress().isLoopbackAddress();
        String host = local ? "localhost" : address.getAddress().getHostAddress();
        return (encrypted ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address.getPort();
    }
}
