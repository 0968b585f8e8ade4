package dev.eventgateway.server.plugin;

import dev.eventgateway.plugin.Plugin;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Loads a plugin out of its own jars. Of the gateway it sees what a plugin works with, of its libraries only the API of logging: so it
 * brings its own, at any version.
 */
final class PluginClassLoader extends URLClassLoader {

    private static final List<String> SHARED = List.of(
            "dev.eventgateway.plugin.",
            "dev.eventgateway.event.",
            "dev.eventgateway.function.",
            "org.slf4j.",
            "org.jspecify.annotations.");

    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL... jars) {
        super(name, jars, new Shared(Plugin.class.getClassLoader()));
    }

    /** The JDK, and those packages. */
    private static final class Shared extends ClassLoader {

        private final ClassLoader gateway;

        Shared(ClassLoader gateway) {
            super(ClassLoader.getPlatformClassLoader());
            this.gateway = gateway;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (SHARED.stream().anyMatch(name::startsWith)) {
                return gateway.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
