package dev.eventgateway.kv.consul;

import com.ecwid.consul.v1.ConsulRawClient;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.http.config.SocketConfig;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * Carries calls to an agent, each on a thread of a bounded pool: its caller can stop waiting at the deadline or when it is
 * interrupted, whatever the agent does. Owns the HTTP client, which watches use too.
 */
final class Connection implements AutoCloseable {

    private static final int MOST_CALLS = 16;
    /** What an agent takes of one client unless configured otherwise. */
    private static final int MOST_CONNECTIONS = 200;

    private static final int IDLE_SECONDS = 10;
    /** A connection that lay idle for longer is looked at before it is used: a server that went away closed it. */
    private static final int TRUSTED_MILLIS = 100;

    private static final int GOODBYE_MILLIS = 250;

    private final Options options;
    private final Agents agents;
    private final CloseableHttpClient http;
    private final ThreadPoolExecutor callers;
    private volatile boolean closed;

    /** Connects when it is first used. */
    Connection(Options options) {
        this.options = options;
        this.agents = new Agents(options.agents());
        this.http = http();
        this.callers = new ThreadPoolExecutor(
                MOST_CALLS, MOST_CALLS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        callers.allowCoreThreadTimeOut(true);
    }

    Agents agents() {
        return agents;
    }

    /** {@return a line that gives up when nothing is heard for {@code silence}} */
    Line line(Duration silence) {
        // Leaves time to tell that no connection could be made, so that nothing was sent, before the deadline says less.
        return new Line(http, options.deadline().dividedBy(2L * agents.size()), silence);
    }

    /**
     * {@return what {@code request} returns; it changes nothing}
     *
     * @param doing the call in words, for the message of a failure
     */
    <T> T read(String doing, Deadline deadline, Function<ConsulRawClient, T> request) {
        return call(new Call<>(doing, deadline, false, request));
    }

    /** {@return what {@code request} returns; it changes something, and is sent once at most} See {@link #read}. */
    <T> T write(String doing, Deadline deadline, Function<ConsulRawClient, T> request) {
        return call(new Call<>(doing, deadline, true, request));
    }

    /** Idempotent. Calls under way fail; takes no longer than a quarter of a second. */
    @Override
    public void close() {
        closed = true;
        callers.shutdownNow().forEach(waiting -> ((Future<?>) waiting).cancel(false));
        try {
            http.close();
            callers.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another agent is asked only if the one before was not reached at all. */
    private <T> T call(Call<T> call) {
        for (int tried = 1; ; tried++) {
            Agent agent = agents.current();
            try {
                return call.of(agent);
            } catch (KvException failed) {
                if (failed.reason() == Reason.UNAVAILABLE || failed.reason() == Reason.INDETERMINATE) {
                    agents.failed(agent);
                }
                if (tried == agents.size() || !Failures.unreached(failed) || call.deadline.passed()) {
                    throw failed;
                }
            }
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "kv-consul call " + options.uri());
        thread.setDaemon(true);
        return thread;
    }

    private static CloseableHttpClient http() {
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setDefaultMaxPerRoute(MOST_CONNECTIONS);
        pool.setValidateAfterInactivity(TRUSTED_MILLIS);
        pool.setDefaultSocketConfig(
                SocketConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true).build());
        return HttpClients.custom()
                .setConnectionManager(pool)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** One call: a thread of the pool sends it, and its caller waits. */
    private final class Call<T> {

        private final String doing;
        private final Deadline deadline;
        private final boolean write;
        private final Function<ConsulRawClient, T> request;

        Call(String doing, Deadline deadline, boolean write, Function<ConsulRawClient, T> request) {
            this.doing = doing;
            this.deadline = deadline;
            this.write = write;
            this.request = request;
        }

        T of(Agent agent) {
            Line line = line(options.deadline());
            try {
                return awaited(callers.submit(() -> request.apply(agent.client(line))), line);
            } catch (RejectedExecutionException | CancellationException ended) {
                throw closed(ended);
            }
        }

        private T awaited(Future<T> answer, Line line) {
            try {
                return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                throw failure(failed, line);
            } catch (TimeoutException late) {
                throw unanswered(line, Reason.UNAVAILABLE, "no answer from Consul within " + deadline, late);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw unanswered(line, Reason.INTERRUPTED, "interrupted while waiting for Consul", interrupted);
            } finally {
                answer.cancel(false);
            }
        }

        private KvException failure(ExecutionException failed, Line line) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            if (closed && !(write && line.used())) {
                return closed(cause);
            }
            return write ? Failures.ofWrite(doing, cause) : Failures.ofRead(doing, cause);
        }

        /** Once the line is cut, nothing can be sent any more, so what has not been sent never will be. */
        private KvException unanswered(Line line, Reason ofRead, String why, Exception cause) {
            line.cut();
            return write && line.used()
                    ? new KvException(Reason.INDETERMINATE, doing + ": " + why + "; it may have happened", cause)
                    : new KvException(ofRead, doing + ": " + why, cause);
        }

        private KvException closed(Throwable cause) {
            return new KvException(Reason.CLOSED, "the store " + options.uri() + " is closed", cause);
        }
    }
}
