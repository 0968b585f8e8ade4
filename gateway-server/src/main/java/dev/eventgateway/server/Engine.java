package dev.eventgateway.server;

import dev.eventgateway.EventGateway;
import dev.eventgateway.catalog.CatalogException;
import dev.eventgateway.delivery.DeliveryLimits;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.plugin.PluginException;
import dev.eventgateway.server.plugin.PluginFolder;
import dev.eventgateway.server.settings.Settings;
import dev.eventgateway.server.settings.Settings.Limits;
import dev.eventgateway.server.upstream.UpstreamFunctionProvider;

/** Opens the engine as the settings want it. */
final class Engine {

    private Engine() {}

    /**
     * {@return an engine that has its configuration, and closes the store with itself}
     *
     * @throws StartException if the store does not give one, or a plugin cannot be used
     */
    static EventGateway open(Settings settings, ConfigStore store, Metrics metrics, Threads threads) {
        Limits limits = settings.limits();
        try {
            return withPlugins(settings.plugins())
                    .store(store.store())
                    .metrics(metrics)
                    .limits(deliveryLimits(limits))
                    .maxHops(limits.maxHops())
                    .functionTimeout(limits.functionTimeout())
                    .startupTimeout(limits.startupTimeout())
                    .cloudEventsVersion(settings.ownEvents())
                    .provider(UpstreamFunctionProvider.open(
                            threads.worker(), threads.buffers(), limits.functionTimeout(), settings.trustForwarded()))
                    .open();
        } catch (PluginException failure) {
            throw new StartException(String.valueOf(failure.getMessage()), failure);
        } catch (CatalogException failure) {
            throw new StartException("store " + store.name() + ": " + failure.getMessage() + advice(failure), failure);
        }
    }

    private static EventGateway.Builder withPlugins(Settings.Plugins plugins) {
        EventGateway.Builder builder = EventGateway.builder();
        plugins.folder().ifPresent(folder -> PluginFolder.load(folder).forEach(builder::plugin));
        plugins.settings().forEach(builder::pluginSettings);
        return builder;
    }

    /** {@return what to look at; nothing where the failure itself says what to do} */
    private static String advice(CatalogException failure) {
        if (!(failure.getCause() instanceof KvException cause)) {
            return "";
        }
        return cause.reason() == KvException.Reason.DENIED
                ? "; check the credentials that --store names, and what they may do"
                : "; check that it runs and that --store names it";
    }

    /** Who asks for few gets them for any one function, too; else one slow function must leave something to the others. */
    private static DeliveryLimits deliveryLimits(Limits limits) {
        int waitingForOne = Math.min(limits.backlog(), Math.max(1_000, limits.backlog() / 50));
        int runningForOne = Math.min(limits.workers(), Math.max(100, limits.workers() / 8));
        return new DeliveryLimits(waitingForOne, limits.backlog(), runningForOne, limits.workers());
    }
}
