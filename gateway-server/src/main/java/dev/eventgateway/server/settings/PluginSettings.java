package dev.eventgateway.server.settings;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of plugins, by plugin: of the file, over them those of the environment, over them those of the command line. */
final class PluginSettings {

    private static final Pattern VARIABLE = Pattern.compile("EVENT_GATEWAY_PLUGIN_([A-Z][A-Z0-9]*)_([A-Z0-9_]+)");
    private static final Pattern FLAG = Pattern.compile("([a-z][a-z0-9]*)\\.([^=\\s]+)");

    private final Map<String, Map<String, String>> all = new LinkedHashMap<>();

    /**
     * @param flags by {@code NAME.KEY}
     * @throws UsageException if a flag is of another form
     */
    PluginSettings(SettingsFile file, Map<String, String> environment, Map<String, String> flags) {
        file.pluginSettings().forEach((plugin, settings) -> settings.forEach((key, value) -> set(plugin, key, value)));
        environment.forEach(this::setVariable);
        flags.forEach(this::setFlag);
    }

    Map<String, Map<String, String>> all() {
        return all;
    }

    private void setVariable(String name, String value) {
        Matcher matcher = VARIABLE.matcher(name);
        if (matcher.matches()) {
            set(
                    matcher.group(1).toLowerCase(Locale.ROOT),
                    matcher.group(2).toLowerCase(Locale.ROOT).replace('_', '-'),
                    value);
        }
    }

    private void setFlag(String name, String value) {
        Matcher matcher = FLAG.matcher(name);
        if (!matcher.matches()) {
            throw new UsageException(
                    "--plugin-setting=" + name + ": expected PLUGIN.SETTING=VALUE, as in kafka.topic=events");
        }
        set(matcher.group(1), matcher.group(2), value);
    }

    private void set(String plugin, String key, String value) {
        all.computeIfAbsent(plugin, unused -> new LinkedHashMap<>()).put(key, value);
    }
}
