package dev.eventgateway.server.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.Model.CommandSpec;

/** A YAML file of settings: one level, the flags' names as keys, and a section for plugins. */
final class SettingsFile {

    /** A file that sets nothing. */
    static final SettingsFile NONE = new SettingsFile("", Map.of(), Map.of());

    private static final List<String> ONLY_FLAGS = List.of("config", "version", "help", "plugin-setting");

    private static final String PLUGIN_SETTINGS = "plugin-settings";

    private final String name;
    private final Map<String, String> values;
    private final Map<String, Map<String, String>> pluginSettings;

    private SettingsFile(String name, Map<String, String> values, Map<String, Map<String, String>> pluginSettings) {
        this.name = name;
        this.values = values;
        this.pluginSettings = pluginSettings;
    }

    /**
     * {@return the settings in that file}
     *
     * @throws UsageException if it cannot be read, is no YAML mapping, or sets something that is no flag
     */
    static SettingsFile read(Path path, CommandSpec flags) {
        Object content = parse(path);
        if (content == null) {
            return NONE;
        }
        if (!(content instanceof Map<?, ?> entries)) {
            throw new UsageException(path + ": expected one \"key: value\" per line");
        }
        Map<String, String> values = new HashMap<>();
        Map<String, Map<String, String>> pluginSettings = new HashMap<>();
        entries.forEach((key, value) -> {
            if (key.equals(PLUGIN_SETTINGS)) {
                mapping(path, PLUGIN_SETTINGS, value)
                        .forEach((plugin, settings) -> pluginSettings.put(
                                String.valueOf(plugin), scalars(path, PLUGIN_SETTINGS + ": " + plugin, settings)));
            } else {
                values.put(known(path, key, flags), scalar(path, key, value));
            }
        });
        return new SettingsFile(path.toString(), values, pluginSettings);
    }

    /** {@return the file's name, as given} */
    String name() {
        return name;
    }

    /** {@return what the file says about {@code key}} */
    Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** {@return the settings of plugins, by plugin} */
    Map<String, Map<String, String>> pluginSettings() {
        return pluginSettings;
    }

    private static Map<?, ?> mapping(Path path, String key, @Nullable Object value) {
        if (value instanceof Map<?, ?> entries) {
            return entries;
        }
        throw new UsageException(path + ": " + key + ": expected a section");
    }

    private static Map<String, String> scalars(Path path, String key, @Nullable Object section) {
        Map<String, String> scalars = new HashMap<>();
        mapping(path, key, section)
                .forEach((name, value) -> scalars.put(String.valueOf(name), scalar(path, key + ": " + name, value)));
        return scalars;
    }

    private static @Nullable Object parse(Path path) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(path.toString()).build();
            return new Load(settings).loadFromString(Files.readString(path));
        } catch (NoSuchFileException missing) {
            throw new UsageException(path + ": no such file; --config names the file to read settings from");
        } catch (CharacterCodingException wrong) {
            throw new UsageException(path + ": cannot be read: expected UTF-8");
        } catch (IOException unreadable) {
            throw new UsageException(path + ": cannot be read: " + unreadable.getMessage());
        } catch (MarkedYamlEngineException wrong) {
            int line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new UsageException(path + ": line " + line + ": no valid YAML: " + wrong.getProblem());
        } catch (YamlEngineException wrong) {
            throw new UsageException(path + ": no valid YAML");
        }
    }

    private static String known(Path path, Object key, CommandSpec flags) {
        String name = String.valueOf(key);
        if ("access-key".equals(name)) {
            throw new UsageException(
                    path + ": access-key: a key does not belong here; name its file by access-key-file");
        }
        if (ONLY_FLAGS.contains(name) || flags.findOption("--" + name) == null) {
            throw new UsageException(path + ": " + name + ": unknown setting; --help lists them all");
        }
        return name;
    }

    private static String scalar(Path path, Object key, @Nullable Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        throw new UsageException(path + ": " + key + ": expected one plain value");
    }
}
