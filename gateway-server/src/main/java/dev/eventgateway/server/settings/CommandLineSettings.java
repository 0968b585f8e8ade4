package dev.eventgateway.server.settings;

import dev.eventgateway.server.settings.Settings.Limits;
import dev.eventgateway.server.settings.Settings.Logging;
import dev.eventgateway.server.settings.Settings.Logging.Format;
import dev.eventgateway.server.settings.Settings.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Settings out of a command line, an environment and a file, in that order of precedence. */
public final class CommandLineSettings {

    private final Flags flags = new Flags();
    private final Sources sources;
    private final CommandLine commandLine;

    private CommandLineSettings(Sources sources) {
        this.sources = sources;
        commandLine = new CommandLine(flags.command()).setDefaultValueProvider(sources);
    }

    /**
     * {@return what was asked for}
     *
     * @throws UsageException if a setting is unknown, malformed, missing, or contradicts another
     */
    public static CommandLineSettings parse(Map<String, String> environment, String... arguments) {
        String[] given = twoDashes(arguments);
        // picocli asks for defaults before it has seen the arguments, --config among them: so they are read twice.
        CommandLineSettings bare = new CommandLineSettings(new Sources(Map.of(), SettingsFile.NONE)).parsed(given);
        return new CommandLineSettings(new Sources(environment, bare.file(environment))).parsed(given);
    }

    /** {@return whether only the list of flags is wanted} */
    public boolean help() {
        return flags.help.given().orElse(false);
    }

    /** {@return whether only the version is wanted} */
    public boolean version() {
        return flags.version.value();
    }

    /** {@return what was given and has no effect, a sentence each} */
    public List<String> warnings() {
        return flags.original.warnings(flags.dev.value());
    }

    /** {@return the list of flags} */
    public String usage() {
        return commandLine.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    /**
     * {@return how the instance is to be run}
     *
     * @throws UsageException if a setting is missing, or contradicts another
     */
    public Settings settings() {
        flags.original.requireNoPlugin();
        Store store = store();
        Optional<AccessKey> key = accessKey();
        return new Settings(
                store,
                address("--events-bind", flags.eventsBind.value(), flags.eventsPort.value()),
                guarded(address("--config-bind", flags.configBind.value(), flags.configPort.value()), key),
                flags.tls.events(),
                flags.tls.config(),
                key,
                new Settings.Plugins(
                        flags.plugins.given(),
                        sources.pluginSettings(flags.pluginSettings.given().orElse(Map.of()))),
                flags.cloudEventsVersion.value(),
                flags.trustForwarded.given().orElse(false),
                new Logging(
                        flags.logLevel.value(),
                        flags.logFormat.given().orElse(flags.dev.value() ? Format.TEXT : Format.JSON)),
                new Limits(
                        flags.workers.value(),
                        flags.workersBacklog.value(),
                        flags.maxHops.value(),
                        flags.maxBody.value(),
                        flags.functionTimeout.value(),
                        flags.startupTimeout.value(),
                        flags.shutdownTimeout.value()));
    }

    private CommandLineSettings parsed(String... arguments) {
        try {
            commandLine.parseArgs(arguments);
            return this;
        } catch (ParameterException wrong) {
            throw explained(wrong);
        }
    }

    private SettingsFile file(Map<String, String> environment) {
        return flags.config
                .given()
                .or(() -> Optional.ofNullable(environment.get(Sources.variable("config")))
                        .map(Path::of))
                .map(path -> SettingsFile.read(path, commandLine.getCommandSpec()))
                .orElse(SettingsFile.NONE);
    }

    private Store store() {
        Optional<String> named = flags.store.given().filter(text -> !text.isBlank());
        Optional<String> etcd = flags.dev.value() ? Optional.empty() : flags.original.store();
        if (named.isPresent() && etcd.isPresent()) {
            throw new UsageException(
                    nameOf("--store") + " and " + nameOf("--db-hosts") + " both name a store: leave out one");
        }
        if (flags.dev.value() && named.isPresent()) {
            throw new UsageException("--dev runs its own store: leave out " + nameOf("--store") + " or --dev");
        }
        Optional<String> uri = named.or(() -> etcd);
        if (uri.isEmpty() && !flags.dev.value()) {
            throw new UsageException(
                    "no store: give --store=zk://host:2181 (a store that runs somewhere) or --dev (one inside this process)");
        }
        return uri.<Store>map(Store.External::new)
                .orElseGet(() -> new Store.Embedded(flags.embedDataDir.value(), flags.embedPort.value()));
    }

    private InetSocketAddress address(String flag, String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException unknown) {
            throw new UsageException(nameOf(flag) + "=" + host + ": expected an address of this machine");
        }
    }

    private InetSocketAddress guarded(InetSocketAddress address, Optional<AccessKey> key) {
        if (key.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new UsageException(nameOf("--config-bind") + "=" + flags.configBind.value()
                    + ": the Config API off loopback needs an access key: give --access-key-file or "
                    + Sources.ACCESS_KEY);
        }
        return address;
    }

    private Optional<AccessKey> accessKey() {
        Optional<String> given = sources.environment(Sources.ACCESS_KEY);
        Optional<Path> file = flags.accessKeyFile.given();
        if (given.isPresent() && file.isPresent()) {
            throw new UsageException(
                    nameOf("--access-key-file") + " and " + Sources.ACCESS_KEY + " are both given: leave out one");
        }
        return given.map(text -> accessKey(Sources.ACCESS_KEY, text))
                .or(() -> file.map(path -> accessKey(nameOf("--access-key-file") + "=" + path, content(path))));
    }

    private static AccessKey accessKey(String source, String text) {
        try {
            return AccessKey.of(text);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(source + ": " + wrong.getMessage());
        }
    }

    private String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UsageException(
                    nameOf("--access-key-file") + "=" + file + ": expected a text file that this process may read");
        }
    }

    private String nameOf(String flag) {
        return sources.nameOf(commandLine.getCommandSpec().findOption(flag));
    }

    private UsageException explained(ParameterException wrong) {
        if (wrong.getArgSpec() instanceof OptionSpec flag
                && wrong.getCause() instanceof TypeConversionException reason) {
            return new UsageException(
                    sources.nameOf(flag) + "=" + withoutAddress(wrong.getValue()) + ": " + reason.getMessage());
        }
        if (wrong instanceof MissingParameterException missing
                && missing.getMissing().get(0) instanceof OptionSpec flag) {
            return new UsageException(
                    flag.longestName() + ": expected a value, as in " + flag.longestName() + "=" + flag.paramLabel());
        }
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            // Not its value: it may be a key that somebody thought belongs here.
            String name = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
            return new UsageException(withoutAddress(name) + ": unknown; --help lists all flags");
        }
        return new UsageException(
                String.valueOf(wrong.getMessage()).lines().findFirst().orElse("") + "; --help lists all flags");
    }

    /** A store's address in a wrong place may hold a password. */
    private static String withoutAddress(String text) {
        return text.replaceFirst("://.*", "://…");
    }

    /** Go programs take {@code -flag} for {@code --flag}; so did the first Event Gateway. */
    private static String[] twoDashes(String... arguments) {
        return Stream.of(arguments)
                .map(argument -> argument.matches("-[a-z]{2}[a-z-]*(=.*)?") ? "-" + argument : argument)
                .toArray(String[]::new);
    }
}
