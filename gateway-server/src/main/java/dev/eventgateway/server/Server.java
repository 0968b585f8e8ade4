package dev.eventgateway.server;

import dev.eventgateway.EventGateway;
import dev.eventgateway.server.config.AccessKeyGuard;
import dev.eventgateway.server.config.BrowserGuard;
import dev.eventgateway.server.config.ConfigHandler;
import dev.eventgateway.server.config.Timed;
import dev.eventgateway.server.http.Encryption;
import dev.eventgateway.server.http.Endpoint;
import dev.eventgateway.server.http.HttpLimits;
import dev.eventgateway.server.http.Listener;
import dev.eventgateway.server.metric.PrometheusMetrics;
import dev.eventgateway.server.settings.AccessKey;
import dev.eventgateway.server.settings.Settings;
import dev.eventgateway.server.settings.Settings.Tls;
import dev.eventgateway.server.settings.UsageException;
import dev.eventgateway.server.tls.Certificates;
import dev.eventgateway.server.tls.TlsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance: an engine between two listeners. */
final class Server implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final int MAX_DOCUMENT = 1024 * 1024;
    private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(5);
    private static final Duration LAST_REPLIES = Duration.ofSeconds(1);

    private final Opened opened;
    private final EventGateway gateway;
    private final Listener events;
    private final Listener config;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private Server(Opened opened, EventGateway gateway, Listener events, Listener config) {
        this.opened = opened;
        this.gateway = gateway;
        this.events = events;
        this.config = config;
    }

    /**
     * Starts an instance: opens both ports, then takes over the configuration, then serves events.
     *
     * @throws StartException if that cannot be
     * @throws UsageException if the store's address is none, or certificates cannot be used
     */
    static Server start(Settings settings) {
        Opened opened = new Opened();
        try {
            return start(settings, opened);
        } catch (RuntimeException failure) {
            opened.close();
            throw failure;
        }
    }

    private static Server start(Settings settings, Opened opened) {
        Optional<Encryption> configTls = encryption("--config-tls", settings.configTls(), opened);
        Optional<Encryption> eventsTls = encryption("--events-tls", settings.eventsTls(), opened);
        Supplier<ConfigStore> store = ConfigStore.begin(settings.store(), opened);
        PrometheusMetrics metrics = new PrometheusMetrics();
        AtomicReference<Optional<EventGateway>> gateway = new AtomicReference<>(Optional.empty());
        Threads threads = opened.add(new Threads());
        Listener config = opened.add(listen(
                threads,
                settings.config(),
                "--config",
                configTls,
                HttpLimits.of(MAX_DOCUMENT),
                configApi(settings, metrics, gateway::get, threads)));
        Listener events = opened.add(listen(
                threads,
                settings.events(),
                "--events",
                eventsTls,
                HttpLimits.of(settings.limits().maxBody()),
                new EventsHandler(gateway::get)));
        EventGateway engine = opened.add(Engine.open(settings, store.get(), metrics, threads));
        metrics.observe(engine);
        gateway.set(Optional.of(engine));
        return new Server(opened, engine, events, config);
    }

    private static Endpoint configApi(
            Settings settings, PrometheusMetrics metrics, Supplier<Optional<EventGateway>> gateway, Threads threads) {
        Endpoint api = new ConfigHandler(gateway, metrics, Version.text(), threads.reads(), threads.writes());
        Optional<AccessKey> key = settings.accessKey();
        Endpoint guarded = key.isPresent() ? new AccessKeyGuard(key.get(), api) : api;
        return new Timed(metrics, new BrowserGuard(key.isEmpty(), guarded));
    }

    private static Optional<Encryption> encryption(String flags, Optional<Tls> files, Opened opened) {
        return files.map(tls -> {
            try {
                return new Encryption(
                        opened.add(Certificates.open(flags, tls, CERTIFICATE_CHECK)),
                        tls.clientAuthority().isPresent());
            } catch (TlsException wrong) {
                throw new UsageException(wrong.getMessage());
            }
        });
    }

    private static Listener listen(
            Threads threads,
            InetSocketAddress address,
            String flags,
            Optional<Encryption> encryption,
            HttpLimits limits,
            Endpoint endpoint) {
        try {
            return Listener.open(threads.worker(), threads.buffers(), address, encryption, limits, endpoint);
        } catch (IOException failure) {
            throw new StartException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + failure.getMessage() + "; choose a free port of this machine by " + flags + "-port and "
                            + flags
                            + "-bind",
                    failure);
        }
    }

    /** {@return where events are taken} */
    InetSocketAddress events() {
        return events.address();
    }

    /** {@return where the configuration is changed} */
    InetSocketAddress config() {
        return config.address();
    }

    /** Takes no new events, finishes what was accepted within that time, and closes everything. Idempotent. */
    void stop(Duration atMost) {
        if (stopped.compareAndSet(false, true)) {
            long end = System.nanoTime() + atMost.toNanos();
            LOG.info("stopping: finishing what was accepted, {} s at most", atMost.toSeconds());
            events.stopAccepting();
            int lost = gateway.drain(atMost);
            events.awaitIdle(longer(LAST_REPLIES, Duration.ofNanos(end - System.nanoTime())));
            config.stopAccepting();
            config.awaitIdle(LAST_REPLIES);
            LOG.info("stopped: {} accepted events were not delivered", lost);
        }
        opened.close();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Closes everything without waiting for anything. Idempotent. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
