package dev.eventgateway.server.upstream;

import dev.eventgateway.server.upstream.Target.Origin;
import dev.eventgateway.server.upstream.protocol.Connection;
import io.undertow.util.WorkerUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/** One way to a connection: looks the name up, then tries its addresses in turn. Confined to its I/O thread. */
final class ConnectAttempt implements Connector.Waiting {

    private final ConnectionPool pool;
    private final XnioIoThread thread;
    private final Origin origin;
    private final Connector connector;
    private final Duration limit;

    private Iterator<InetAddress> addresses = List.<InetAddress>of().iterator();
    private XnioExecutor.Key timer = XnioExecutor.Key.IMMEDIATE;
    private AutoCloseable begun = () -> {};
    private boolean late;

    ConnectAttempt(ConnectionPool pool, XnioIoThread thread, Origin origin, Connector connector, Duration limit) {
        this.pool = pool;
        this.thread = thread;
        this.origin = origin;
        this.connector = connector;
        this.limit = limit;
    }

    void start(Resolver resolver) {
        connector
                .ready(origin)
                .whenComplete((ready, failure) -> onThread(() -> {
                    if (failure == null) {
                        lookUp(resolver);
                    } else {
                        end(failure);
                    }
                }));
    }

    private void lookUp(Resolver resolver) {
        timer = WorkerUtils.executeAfter(thread, this::timeOut, limit.toMillis(), TimeUnit.MILLISECONDS);
        resolver.resolve(origin.host()).whenComplete((found, failure) -> onThread(() -> resolved(found, failure)));
    }

    private void onThread(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopped) {
            timer.remove();
        }
    }

    private void resolved(@Nullable List<InetAddress> found, @Nullable Throwable failure) {
        if (found == null || late) {
            end(failure == null ? new IOException("no address in time") : failure);
        } else {
            addresses = found.iterator();
            connector.connect(thread, origin, addresses.next(), this);
        }
    }

    private void timeOut() {
        late = true;
        pool.timedOut(Failures.noConnection(limit));
        IoUtils.safeClose(begun);
    }

    @Override
    public void preparing(AutoCloseable connection) {
        begun = connection;
        if (late) {
            IoUtils.safeClose(connection);
        }
    }

    @Override
    public void opened(Connection connection) {
        timer.remove();
        PooledConnection pooled = PooledConnection.of(connection);
        if (late) {
            pool.openedLate(pooled);
        } else {
            pool.opened(pooled);
        }
    }

    @Override
    public void failed(IOException failure) {
        if (addresses.hasNext() && !late) {
            connector.connect(thread, origin, addresses.next(), this);
        } else {
            end(failure);
        }
    }

    private void end(Throwable failure) {
        timer.remove();
        if (late) {
            pool.failedLate();
        } else {
            pool.failed(Failures.connection(failure));
        }
    }
}
