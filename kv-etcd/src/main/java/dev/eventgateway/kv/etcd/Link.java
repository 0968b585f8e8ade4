package dev.eventgateway.kv.etcd;

import com.google.common.util.concurrent.MoreExecutors;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.grpc.ClientInterceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One jetcd client, which keeps one connection that all calls and watches share; and when it was last of use. */
final class Link implements AutoCloseable {

    /** A page of a listing, or the changes that a watch gets at once, may be larger than gRPC's default of 4 MiB. */
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** gRPC ends a call at its deadline; this is for the case that it does not. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Executor callbacks;
    private final Optional<Token> token;
    private final Client client;
    private volatile long heardAt = System.nanoTime();

    /** @param callbacks makes requests and runs what gRPC has to tell */
    Link(Options options, Executor callbacks) {
        this.callbacks = callbacks;
        token = options.credentials().map(credentials -> new Token(credentials, options.deadline(), callbacks));
        // The last one is asked first.
        List<ClientInterceptor> interceptors = new ArrayList<>();
        token.ifPresent(interceptors::add);
        interceptors.add(Sending.interceptor(callbacks));
        interceptors.add(new QuietLeases());
        client = Client.builder()
                .target(options.target())
                .loadBalancerPolicy("pick_first")
                .maxInboundMessageSize(LARGEST_ANSWER)
                .connectTimeout(CONNECT)
                .waitForReady(false)
                .retryMaxAttempts(0)
                // Requests are made where they are asked for, so that they find their Sending.
                .executorService(MoreExecutors.newDirectExecutorService())
                .interceptors(interceptors)
                .sslContext(options.tls().orElse(null))
                .build();
    }

    Watch watches() {
        return client.getWatchClient();
    }

    /**
     * {@return the answer to a call that changes nothing, or nothing more when it is made again}
     *
     * @param doing the call in words, for the message of a failure
     */
    <T> T read(Deadline deadline, String doing, Function<Client, CompletableFuture<T>> call) {
        return ask(deadline, doing, false, call);
    }

    /** {@return the answer to a call that must not be made twice; see {@link #read}} */
    <T> T write(Deadline deadline, String doing, Function<Client, CompletableFuture<T>> call) {
        return ask(deadline, doing, true, call);
    }

    /** A server has just answered, so the connection is good. */
    void heard() {
        heardAt = System.nanoTime();
    }

    long silentNanos() {
        return System.nanoTime() - heardAt;
    }

    /** Calls and watches under way fail. */
    @Override
    public void close() {
        token.ifPresent(Token::close);
        client.close();
    }

    private <T> T ask(Deadline deadline, String doing, boolean writes, Function<Client, CompletableFuture<T>> call) {
        requireNotInterrupted(doing);
        try (Sending sending = new Sending(deadline)) {
            // Not in the calling thread, which could be held up by looking up the name of a host.
            CompletableFuture<T> answer = CompletableFuture.completedFuture(client)
                    .thenComposeAsync(ready -> sending.make(() -> call.apply(ready)), callbacks);
            try {
                T result = answer.get(deadline.nanosLeft() + GRACE_NANOS, TimeUnit.NANOSECONDS);
                heard();
                return result;
            } catch (ExecutionException failed) {
                throw failure(doing, deadline, lost(writes && sending.begun()), failed);
            } catch (TimeoutException late) {
                throw Failures.late(doing, lost(writes), deadline, late);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new KvException(
                        writes ? Reason.INDETERMINATE : Reason.INTERRUPTED,
                        doing + ": interrupted while waiting for etcd",
                        interrupted);
            }
        }
    }

    private KvException failure(String doing, Deadline deadline, Reason answerLost, ExecutionException failed) {
        if (Failures.isLate(failed)) {
            return Failures.late(doing, answerLost, deadline, failed);
        }
        KvException failure = Failures.of(doing, answerLost, failed);
        if (Failures.isAnswer(failed)) {
            heard();
        }
        return failure;
    }

    private static Reason lost(boolean changed) {
        return changed ? Reason.INDETERMINATE : Reason.UNAVAILABLE;
    }

    private static void requireNotInterrupted(String doing) {
        if (Thread.currentThread().isInterrupted()) {
            throw new KvException(Reason.INTERRUPTED, doing + ": interrupted before anything was sent");
        }
    }
}
