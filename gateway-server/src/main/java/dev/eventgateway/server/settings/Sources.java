package dev.eventgateway.server.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a flag is when it is not on the command line: the environment's value, else the file's. Has no lambda, as no archive of classes
 * holds those of a class that implements one of before Java 6, such as picocli's.
 */
final class Sources implements IDefaultValueProvider {

    /** The environment's only setting that is no flag: a key on a command line could be read by anybody on the machine. */
    static final String ACCESS_KEY = "EVENT_GATEWAY_ACCESS_KEY";

    private static final String PREFIX = "EVENT_GATEWAY_";
    private static final Set<String> ONLY_FLAGS = Set.of("--config", "--version", "--help", "--plugin-setting");

    private final Map<String, String> environment;
    private final Map<String, String> used = new HashMap<>();

    private final SettingsFile file;

    Sources(Map<String, String> environment, SettingsFile file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        OptionSpec flag = (OptionSpec) argument;
        if (ONLY_FLAGS.contains(flag.longestName())) {
            return null;
        }
        String key = flag.longestName().substring(2);
        String variable = variable(key);
        Optional<String> set = environment(variable);
        if (set.isPresent()) {
            used.put(flag.longestName(), variable);
            return set.get();
        }
        Optional<String> written = file.get(key);
        if (written.isPresent()) {
            used.put(flag.longestName(), file.name() + ": " + key);
        }
        return written.orElse(null);
    }

    /** {@return the settings of plugins, those of {@code flags} over all others} */
    Map<String, Map<String, String>> pluginSettings(Map<String, String> flags) {
        return new PluginSettings(file, environment, flags).all();
    }

    /** {@return where the value of that flag came from, in the operator's words} */
    String nameOf(OptionSpec flag) {
        return used.getOrDefault(flag.longestName(), flag.longestName());
    }

    /** {@return the variable, if it is set and meant for this program} */
    Optional<String> environment(String variable) {
        // A Kubernetes service named event-gateway-config sets EVENT_GATEWAY_CONFIG_PORT=tcp://… in every pod.
        String value = environment.get(variable);
        return value != null && variable.endsWith("_PORT") && value.contains("://")
                ? Optional.empty()
                : Optional.ofNullable(value);
    }

    /** {@return the environment's name for that setting} */
    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
