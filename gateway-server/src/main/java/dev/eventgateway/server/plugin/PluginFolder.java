package dev.eventgateway.server.plugin;

import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds the plugins in a folder: each jar is one, and each folder of jars. Each has a class loader of its own. */
public final class PluginFolder {

    private PluginFolder() {}

    /**
     * {@return the plugins in {@code folder}, by the names of their files}
     *
     * @throws PluginException if it is no folder that can be read, or something in it does not hold exactly one plugin
     */
    public static List<Plugin> load(Path folder) {
        List<Plugin> plugins = new ArrayList<>();
        for (Path entry : entries(folder)) {
            if (isJar(entry)) {
                plugins.add(load(entry, List.of(entry)));
            } else if (Files.isDirectory(entry)) {
                plugins.add(load(
                        entry,
                        entries(entry).stream().filter(PluginFolder::isJar).toList()));
            }
        }
        return plugins;
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException | UncheckedIOException unreadable) {
            throw new PluginException(folder + ": expected a folder of plugins that can be read", unreadable);
        }
    }

    private static boolean isJar(Path entry) {
        return entry.getFileName().toString().endsWith(".jar") && Files.isRegularFile(entry);
    }

    private static Plugin load(Path entry, List<Path> jars) {
        String name = entry.getFileName().toString();
        PluginClassLoader loader =
                new PluginClassLoader(name, jars.stream().map(PluginFolder::url).toArray(URL[]::new));
        try {
            List<Plugin> found = new ArrayList<>();
            ServiceLoader.load(Plugin.class, loader).forEach(found::add);
            if (found.size() == 1) {
                return new JarPlugin(found.get(0), loader);
            }
            throw new PluginException(
                    entry + ": holds " + found.size() + " plugins, expected one, named in META-INF/services/"
                            + Plugin.class.getName(),
                    null);
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw new PluginException(entry + ": cannot be loaded: " + broken, broken);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
