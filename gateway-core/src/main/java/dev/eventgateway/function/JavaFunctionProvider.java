package dev.eventgateway.function;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Functions of type {@code java}: registered in code by name, called on threads of this provider. Each name has threads of
 * its own, so one that is slow or never returns is not felt by the others.
 */
public final class JavaFunctionProvider implements FunctionProvider {

    private static final String HANDLER = "handler";
    private static final int WAITING = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Handler> handlers;
    private final Duration timeout;

    /** A function and the threads that call it; there are none while it is not called. */
    private record Handler(JavaFunction function, ThreadPoolExecutor threads) {}

    /**
     * @param handlers the functions, by the name that documents use
     * @param timeout how long a call may take that says nothing of it, waiting for a thread included
     * @param concurrency how many calls of one function may run at once; a further thousand wait
     */
    public JavaFunctionProvider(Map<String, JavaFunction> handlers, Duration timeout, int concurrency) {
        this.handlers = handlers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> new Handler(each.getValue(), threads(each.getKey(), concurrency))));
        this.timeout = timeout;
    }

    private static ThreadPoolExecutor threads(String name, int concurrency) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                concurrency,
                concurrency,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> daemon(task, "event-gateway-function-" + name + "-" + count.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String type() {
        return "java";
    }

    @Override
    public ProviderConfig check(ProviderConfig given) {
        String handler = given.text(HANDLER)
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> new InvalidProviderException("missing required fields for Java function: handler"));
        return ProviderConfig.of(HANDLER, handler);
    }

    /** {@return whether this instance has the function that {@code function} names} */
    public boolean has(FunctionSpec function) {
        return handlers.containsKey(function.provider().text(HANDLER).orElse(""));
    }

    @Override
    public Invoker open(FunctionSpec function) {
        String name = function.provider().text(HANDLER).orElse("");
        Handler handler = handlers.get(name);
        return handler == null ? call -> missing(name) : call -> start(handler, call);
    }

    private static CompletionStage<FunctionReply> missing(String name) {
        return CompletableFuture.failedStage(new FunctionException(
                FunctionException.Kind.UNAVAILABLE, "no handler \"" + name + "\" is registered in this instance"));
    }

    private CompletionStage<FunctionReply> start(Handler handler, FunctionCall call) {
        CompletableFuture<FunctionReply> reply = new CompletableFuture<>();
        try {
            handler.threads().execute(() -> run(handler.function(), call, reply));
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedStage(
                    new FunctionException(FunctionException.Kind.SATURATED, "all threads of this function are busy"));
        }
        return inTime(reply, call.timeout().orElse(timeout));
    }

    private CompletionStage<FunctionReply> inTime(CompletableFuture<FunctionReply> reply, Duration limit) {
        return reply.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(failure -> {
            FunctionException known = failure instanceof TimeoutException
                    ? new FunctionException(FunctionException.Kind.TIMEOUT, "no answer within " + limit)
                    : new FunctionException(FunctionException.Kind.THREW, "function threw " + failure, failure);
            return CompletableFuture.failedStage(known);
        });
    }

    /** Catches everything: an Error is the function's failure like any other, this thread and the gateway live on. */
    private static void run(JavaFunction function, FunctionCall call, CompletableFuture<FunctionReply> reply) {
        if (reply.isDone()) {
            return;
        }
        try {
            reply.complete(FunctionReply.of(function.apply(call.event())));
        } catch (Throwable failure) {
            reply.completeExceptionally(failure);
        }
    }

    /** Interrupts what still runs and waits two seconds at most for all of it together. */
    @Override
    public void close() {
        handlers.values().forEach(each -> each.threads().shutdownNow());
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Handler each : handlers.values()) {
                each.threads().awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
