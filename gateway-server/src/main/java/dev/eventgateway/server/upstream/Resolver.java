package dev.eventgateway.server.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Host names to addresses. The JDK can only block for them, so it does that on threads of its own. */
final class Resolver implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int MOST_WAITING = 1_000;

    private final ThreadPoolExecutor threads;
    private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    Resolver() {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "event-gateway-dns-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** {@return its threads, for what else may block before a connection is opened} */
    Executor threads() {
        return threads;
    }

    /** {@return the addresses of {@code host}, at least one; or an {@link UnknownHostException}} */
    CompletionStage<List<InetAddress>> resolve(String host) {
        if (isAddress(host)) {
            return CompletableFuture.completedStage(host).thenApply(Resolver::lookUp);
        }
        CompletableFuture<List<InetAddress>> answer = underWay.computeIfAbsent(host, this::start);
        return answer.whenComplete((found, failure) -> underWay.remove(host, answer));
    }

    private CompletableFuture<List<InetAddress>> start(String host) {
        try {
            return CompletableFuture.supplyAsync(() -> lookUp(host), threads);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.failedFuture(
                    new UnknownHostException(host + ": too many names are being looked up"));
        }
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            throw new CompletionException(unknown);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
