package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.http.Header;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.util.PublicSuffixMatcher;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.message.BasicHeader;

/**
 * Carries calls to an agent, each on a thread of a bounded pool: its caller can stop waiting at the deadline or when it
 * is interrupted, whatever the agent does. Owns the HTTP client, which watches use too.
 */
final class Connection implements AutoCloseable {

    private static final int MOST_CALLS = 16;
    /** What an agent takes of one client unless configured otherwise. */
    private static final int MOST_CONNECTIONS = 200;

    private static final int IDLE_SECONDS = 10;
    /** A connection that lay idle for longer is looked at before it is used: a server that went away closed it. */
    private static final int TRUSTED_MILLIS = 100;

    /** Else the list of all domains that belong to nobody is read, for cookies, which are not kept. */
    private static final PublicSuffixMatcher NO_SUFFIXES = new PublicSuffixMatcher(List.of(), List.of());

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration GOODBYE = Duration.ofMillis(250);
    private static final int BUFFER = 8 * 1024;
    private static final String TOKEN = "X-Consul-Token";

    private final Options options;
    private final Runnable onUnanswered;
    private final Agents agents;
    private final CloseableHttpClient http;
    private final ThreadPoolExecutor threads;
    /** So that a lease is not lost because other calls take long. */
    private final ThreadPoolExecutor leaseThreads;

    /**
     * Connects when it is first used.
     *
     * @param onUnanswered run whenever a call got no answer: what answers next may be another store
     */
    Connection(Options options, Runnable onUnanswered) {
        this.options = options;
        this.onUnanswered = onUnanswered;
        this.agents = new Agents(options.agents());
        this.http = http(options);
        this.threads = pool("kv-consul call " + options.uri());
        this.leaseThreads = pool("kv-consul lease " + options.uri());
    }

    Agents agents() {
        return agents;
    }

    /** {@return a line that gives up when nothing is heard for {@code silence}} */
    Line line(Duration silence) {
        return new Line(http, options.deadline().dividedBy(agents.size()), silence);
    }

    /**
     * {@return what {@code request} returns; it changes nothing}
     *
     * @param doing the call in words, for the message of a failure
     */
    <T> T read(String doing, Deadline deadline, Function<AgentClient, T> request) {
        return send(new Call<>(doing, false, deadline, request), threads);
    }

    /** {@return what {@code request} returns, which may be repeated} See {@link #read}; not held up by other calls. */
    <T> T keep(String doing, Deadline deadline, Function<AgentClient, T> request) {
        return send(new Call<>(doing, false, deadline, request), leaseThreads);
    }

    /** {@return what {@code request} returns; it changes something, and is sent once at most} See {@link #read}. */
    <T> T write(String doing, Deadline deadline, Function<AgentClient, T> request) {
        return send(new Call<>(doing, true, deadline, request), threads);
    }

    /** Idempotent. Calls under way fail; takes no longer than a quarter of a second. */
    @Override
    public void close() {
        List<ThreadPoolExecutor> pools = List.of(threads, leaseThreads);
        pools.forEach(pool -> pool.shutdownNow().forEach(waiting -> ((Future<?>) waiting).cancel(false)));
        try {
            http.close();
            Deadline goodbye = Deadline.in(GOODBYE);
            for (ThreadPoolExecutor pool : pools) {
                pool.awaitTermination(goodbye.nanosLeft(), TimeUnit.NANOSECONDS);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As long as nothing is done, which is known, the call may be tried again, with the next agent. */
    private <T> T send(Call<T> call, ExecutorService pool) {
        Optional<KvException> before = Optional.empty();
        while (true) {
            Agent agent = agents.current();
            try {
                return call.send(agent, line(options.deadline()), pool);
            } catch (KvException failed) {
                if (failed.reason() == Reason.UNAVAILABLE || failed.reason() == Reason.INDETERMINATE) {
                    agents.failed(agent);
                    onUnanswered.run();
                }
                if (failed.reason() != Reason.UNAVAILABLE) {
                    throw failed;
                }
                if (call.deadline().nanosLeft() < call.leastTime(PAUSE).toNanos()) {
                    // That the last try was cut short by the deadline says less than what went wrong before.
                    throw before.orElse(failed);
                }
                before = Optional.of(failed);
                pause(failed);
            }
        }
    }

    private static void pause(KvException failed) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KvException(Reason.INTERRUPTED, "interrupted after: " + failed.getMessage(), failed);
        }
    }

    private static ThreadPoolExecutor pool(String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_CALLS, MOST_CALLS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static CloseableHttpClient http(Options options) {
        return HttpClients.custom()
                .setConnectionManager(pool(options))
                .setRequestExecutor(Line.executor())
                .setDefaultHeaders(headers(options))
                .setPublicSuffixMatcher(NO_SUFFIXES)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static List<Header> headers(Options options) {
        return options.token().stream()
                .<Header>map(token -> new BasicHeader(TOKEN, token.reveal()))
                .toList();
    }

    private static PoolingHttpClientConnectionManager pool(Options options) {
        RegistryBuilder<ConnectionSocketFactory> sockets = RegistryBuilder.create();
        sockets.register("http", PlainConnectionSocketFactory.getSocketFactory());
        options.tls().ifPresent(files -> sockets.register("https", Tls.sockets(files)));
        // Not the default kind of connection: at the level DEBUG that logs every header, and one is the token.
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(
                sockets.build(),
                (route, config) -> new DefaultManagedHttpClientConnection("connection to " + route, BUFFER));
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setDefaultMaxPerRoute(MOST_CONNECTIONS);
        pool.setValidateAfterInactivity(TRUSTED_MILLIS);
        pool.setDefaultSocketConfig(
                SocketConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true).build());
        return pool;
    }
}
