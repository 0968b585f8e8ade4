package dev.eventgateway.server.plugin;

import dev.eventgateway.plugin.Plugin;
import dev.eventgateway.plugin.PluginConfig;
import dev.eventgateway.plugin.PluginMetrics;
import dev.eventgateway.plugin.Reaction;
import dev.eventgateway.plugin.SystemEvent;
import java.util.Map;

/** A plugin and the jars that it came from. Its threads look for classes there too; when it ends, they are closed. */
final class JarPlugin implements Plugin {

    private final Plugin plugin;
    private final PluginClassLoader loader;

    JarPlugin(Plugin plugin, PluginClassLoader loader) {
        this.plugin = plugin;
        this.loader = loader;
    }

    @Override
    public String name() {
        return plugin.name();
    }

    @Override
    public void start(PluginConfig config, PluginMetrics metrics) throws Exception {
        enter();
        plugin.start(config, metrics);
    }

    @Override
    public Map<Class<? extends SystemEvent>, Mode> listensTo() {
        enter();
        return plugin.listensTo();
    }

    @Override
    public Reaction react(SystemEvent event) throws Exception {
        enter();
        return plugin.react(event);
    }

    @Override
    public void close() throws Exception {
        enter();
        try (loader) {
            plugin.close();
        }
    }

    /** Its threads call nobody else. */
    private void enter() {
        Thread.currentThread().setContextClassLoader(loader);
    }
}
