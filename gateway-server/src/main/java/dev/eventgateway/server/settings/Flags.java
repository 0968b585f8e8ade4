package dev.eventgateway.server.settings;

import dev.eventgateway.event.SpecVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every flag, as picocli fills it in. A flag's name is also its key in the file and, in capitals, in the environment. */
@Command(
        name = "event-gateway",
        usageHelpWidth = 110,
        sortOptions = false,
        header = "Receives events and calls the functions that are subscribed to them.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "event-gateway (--dev | --store=URI) [flags]",
        optionListHeading = "%nFlags:%n",
        footer = {
            "",
            "Each flag is also read from the environment (--max-body: EVENT_GATEWAY_MAX_BODY) and from the file of",
            "--config (max-body: 10MiB). A flag wins over the environment, the environment over the file."
        })
final class Flags {

    @Option(
            names = "--dev",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            paramLabel = "true|false",
            converter = Converters.Choice.class,
            description = "Run a ZooKeeper inside this process and log text.")
    boolean dev;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description = "The store that keeps the configuration, such as zk://h1:2181,h2:2181/event-gateway")
    @Nullable
    String store;

    @Mixin
    OriginalFlags original = new OriginalFlags();

    @Option(
            names = "--events-port",
            paramLabel = "PORT",
            defaultValue = "4000",
            converter = Converters.Port.class,
            description = "Port of the Events API. (4000)")
    int eventsPort;

    @Option(
            names = "--events-bind",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Where the Events API listens. (0.0.0.0)")
    String eventsBind = "";

    @Option(
            names = "--config-port",
            paramLabel = "PORT",
            defaultValue = "4001",
            converter = Converters.Port.class,
            description = "Port of the Config API. (4001)")
    int configPort;

    @Option(
            names = "--config-bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where the Config API listens; off loopback it needs an access key. (127.0.0.1)")
    String configBind = "";

    @Option(
            names = "--access-key-file",
            paramLabel = "FILE",
            description =
                    "File with the key that the Config API asks for; or put the key into " + Sources.ACCESS_KEY + ".")
    @Nullable
    Path accessKeyFile;

    @Mixin
    TlsFlags tls = new TlsFlags();

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "10MiB",
            converter = Converters.Size.class,
            description = "The largest request body on the Events API. (10MiB)")
    int maxBody;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1024",
            converter = Converters.Count.class,
            description =
                    "How many asynchronous calls run at a time; of one function an eighth of them, or 100 if that is more. (1024)")
    int workers;

    @Option(
            names = "--workers-backlog",
            paramLabel = "N",
            defaultValue = "100000",
            converter = Converters.Count.class,
            description =
                    "How many more wait before events are refused; for one function a fiftieth, or 1000 if that is more. (100000)")
    int workersBacklog;

    @Option(
            names = "--max-hops",
            paramLabel = "N",
            defaultValue = "16",
            converter = Converters.Count.class,
            description = "How often an event may pass gateways before it is refused as a loop. (16)")
    int maxHops;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "Folder of plugins: each jar in it is one, and each folder of jars.")
    @Nullable
    Path plugins;

    @Option(
            names = "--plugin-setting",
            paramLabel = "PLUGIN.SETTING=VALUE",
            description =
                    "Setting of a plugin, any number of times; or EVENT_GATEWAY_PLUGIN_NAME_SETTING, or the section"
                            + " plugin-settings of the file.")
    Map<String, String> pluginSettings = new LinkedHashMap<>();

    @Option(
            names = "--cloudevents-version",
            paramLabel = "VERSION",
            defaultValue = "1.0",
            converter = Converters.CloudEventsVersion.class,
            description = "Version of the events that the gateway makes itself: 1.0, or 0.1 as the first Event Gateway."
                    + " (1.0)")
    SpecVersion cloudEventsVersion = SpecVersion.V1_0;

    @Option(
            names = "--trust-forwarded",
            description =
                    "Believe what senders say in X-Forwarded-For, -Proto and -Host of those before them. Only behind a proxy of"
                            + " your own.")
    boolean trustForwarded;

    @Option(
            names = "--function-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Converters.Time.class,
            description = "How long a function may take to answer. (10s)")
    Duration functionTimeout = Duration.ZERO;

    @Option(
            names = "--startup-timeout",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Converters.Time.class,
            description =
                    "How long to wait for a store that is out of reach at the start; at least one call of it, which takes up"
                            + " to 5s. (15s)")
    Duration startupTimeout = Duration.ZERO;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "TIME",
            defaultValue = "25s",
            converter = Converters.Time.class,
            description = "How long to finish accepted events after SIGTERM. (25s)")
    Duration shutdownTimeout = Duration.ZERO;

    @Option(
            names = "--embed-data-dir",
            paramLabel = "DIR",
            defaultValue = "event-gateway-data",
            description = "Where --dev keeps its data. (event-gateway-data)")
    Path embedDataDir = Path.of("");

    @Option(
            names = "--embed-port",
            paramLabel = "PORT",
            defaultValue = "0",
            converter = Converters.Port.class,
            description = "Port of the ZooKeeper of --dev. (any free one)")
    int embedPort;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            converter = Converters.Level.class,
            description = "debug, info, warn or error. (info)")
    Settings.Logging.Level logLevel = Settings.Logging.Level.INFO;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            converter = Converters.Format.class,
            description = "text or json. (json; text with --dev)")
    Settings.Logging.@Nullable Format logFormat;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with any of these settings.")
    @Nullable
    Path config;

    @Option(
            names = "--version",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            paramLabel = "true|false",
            converter = Converters.Choice.class,
            description = "Print the version and exit.")
    boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this and exit.")
    boolean help;
}
