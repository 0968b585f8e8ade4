package dev.eventgateway.server.settings;

import static dev.eventgateway.server.settings.Flag.choice;
import static dev.eventgateway.server.settings.Flag.taking;

import dev.eventgateway.event.SpecVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every flag, in the order of the help. A flag's name is also its key in the file and, in capitals, in the environment. */
final class Flags {

    private final CommandSpec command = CommandSpec.create().name("event-gateway");

    final Flag<Boolean> dev = flag(Boolean.class, choice("--dev", "Run a ZooKeeper inside this process and log text."));

    final Flag<String> store = flag(
            String.class,
            taking(
                    "--store",
                    "URI",
                    "The store that keeps the configuration, such as zk://h1:2181,h2:2181/event-gateway"));

    final OriginalFlags original = new OriginalFlags(command);

    final Flag<Integer> eventsPort = port("--events-port", "4000", "Port of the Events API. (4000)");

    final Flag<String> eventsBind = address("--events-bind", "0.0.0.0", "Where the Events API listens. (0.0.0.0)");

    final Flag<Integer> configPort = port("--config-port", "4001", "Port of the Config API. (4001)");

    final Flag<String> configBind = address(
            "--config-bind",
            "127.0.0.1",
            "Where the Config API listens; off loopback it needs an access key. (127.0.0.1)");

    final Flag<Path> accessKeyFile = flag(
            Path.class,
            taking(
                    "--access-key-file",
                    "FILE",
                    "File with the key that the Config API asks for; or put the key into " + Sources.ACCESS_KEY + "."));

    final TlsFlags tls = new TlsFlags(command);

    final Flag<Integer> maxBody = flag(
            Integer.class,
            taking("--max-body", "SIZE", "The largest request body on the Events API. (10MiB)")
                    .defaultValue("10MiB")
                    .converters(new Converters.Size()));

    final Flag<Integer> workers = count(
            "--workers",
            "1024",
            "How many asynchronous calls run at a time; of one function an eighth of them, or 100 if that is more. (1024)");

    final Flag<Integer> workersBacklog = count(
            "--workers-backlog",
            "100000",
            "How many more wait before events are refused; for one function a fiftieth, or 1000 if that is more. (100000)");

    final Flag<Integer> maxHops =
            count("--max-hops", "16", "How often an event may pass gateways before it is refused as a loop. (16)");

    final Flag<Path> plugins = flag(
            Path.class,
            taking("--plugins", "DIR", "Folder of plugins: each jar in it is one, and each folder of jars."));

    final Flag<Map<String, String>> pluginSettings = flag(
            Map.class,
            taking(
                            "--plugin-setting",
                            "PLUGIN.SETTING=VALUE",
                            "Setting of a plugin, any number of times; or EVENT_GATEWAY_PLUGIN_NAME_SETTING, or the section"
                                    + " plugin-settings of the file.")
                    .auxiliaryTypes(String.class, String.class));

    final Flag<SpecVersion> cloudEventsVersion = flag(
            SpecVersion.class,
            taking(
                            "--cloudevents-version",
                            "VERSION",
                            "Version of the events that the gateway makes itself: 1.0, or 0.1 as the first Event Gateway."
                                    + " (1.0)")
                    .defaultValue("1.0")
                    .converters(new Converters.CloudEventsVersion()));

    final Flag<Boolean> trustForwarded = flag(
            boolean.class,
            OptionSpec.builder("--trust-forwarded")
                    .description(
                            "Believe what senders say in X-Forwarded-For, -Proto and -Host of those before them. Only"
                                    + " behind a proxy of your own."));

    final Flag<Duration> functionTimeout =
            time("--function-timeout", "10s", "How long a function may take to answer. (10s)");

    final Flag<Duration> startupTimeout = time(
            "--startup-timeout",
            "15s",
            "How long to wait for a store that is out of reach at the start; at least one call of it, which takes up"
                    + " to 5s. (15s)");

    final Flag<Duration> shutdownTimeout =
            time("--shutdown-timeout", "25s", "How long to finish accepted events after SIGTERM. (25s)");

    final Flag<Path> embedDataDir = flag(
            Path.class,
            taking("--embed-data-dir", "DIR", "Where --dev keeps its data. (event-gateway-data)")
                    .defaultValue("event-gateway-data"));

    final Flag<Integer> embedPort = port("--embed-port", "0", "Port of the ZooKeeper of --dev. (any free one)");

    final Flag<Settings.Logging.Level> logLevel = flag(
            Settings.Logging.Level.class,
            taking("--log-level", "LEVEL", "debug, info, warn or error. (info)")
                    .defaultValue("info")
                    .converters(new Converters.Level()));

    final Flag<Settings.Logging.Format> logFormat = flag(
            Settings.Logging.Format.class,
            taking("--log-format", "FORMAT", "text or json. (json; text with --dev)")
                    .converters(new Converters.Format()));

    final Flag<Path> config = flag(Path.class, taking("--config", "FILE", "YAML file with any of these settings."));

    final Flag<Boolean> version = flag(Boolean.class, choice("--version", "Print the version and exit."));

    final Flag<Boolean> help = flag(
            boolean.class, OptionSpec.builder("-h", "--help").usageHelp(true).description("Print this and exit."));

    Flags() {
        command.usageMessage()
                .width(110)
                .sortOptions(false)
                .header("Receives events and calls the functions that are subscribed to them.")
                .synopsisHeading("%nUsage: ")
                .customSynopsis("event-gateway (--dev | --store=URI) [flags]")
                .optionListHeading("%nFlags:%n")
                .footer(
                        "",
                        "Each flag is also read from the environment (--max-body: EVENT_GATEWAY_MAX_BODY) and from the file of",
                        "--config (max-body: 10MiB). A flag wins over the environment, the environment over the file.");
    }

    /** {@return them all, for picocli} */
    CommandSpec command() {
        return command;
    }

    private Flag<Integer> port(String name, String byDefault, String description) {
        return flag(
                Integer.class,
                taking(name, "PORT", description).defaultValue(byDefault).converters(new Converters.Port()));
    }

    private Flag<Integer> count(String name, String byDefault, String description) {
        return flag(
                Integer.class,
                taking(name, "N", description).defaultValue(byDefault).converters(new Converters.Count()));
    }

    private Flag<Duration> time(String name, String byDefault, String description) {
        return flag(
                Duration.class,
                taking(name, "TIME", description).defaultValue(byDefault).converters(new Converters.Time()));
    }

    private Flag<String> address(String name, String byDefault, String description) {
        return flag(String.class, taking(name, "ADDRESS", description).defaultValue(byDefault));
    }

    private <T> Flag<T> flag(Class<? super T> type, OptionSpec.Builder description) {
        return Flag.of(command, type, description);
    }
}
