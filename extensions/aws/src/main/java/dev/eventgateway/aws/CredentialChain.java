package dev.eventgateway.aws;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.HttpCalls;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own credentials: of the first place that is set up. They are looked up by a thread of their own with the first call
 * that needs them, and again some minutes before they expire; calls wait only while there are none that can be used.
 */
final class CredentialChain implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialChain.class);
    private static final Duration EARLY = Duration.ofMinutes(5);
    /** A place that refuses is left alone that long. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final long IDLE_SECONDS = 10;

    private final List<CredentialSource> sources;
    private final HttpCalls http;
    private final InstantSource clock;
    private final ThreadPoolExecutor thread;
    private volatile @Nullable AwsCredentials known;
    private CompletableFuture<AwsCredentials> lookup =
            CompletableFuture.failedFuture(new IllegalStateException("none"));
    private Instant nextLookup = Instant.MIN;

    CredentialChain(List<CredentialSource> sources, HttpCalls http, InstantSource clock) {
        this.sources = sources;
        this.http = http;
        this.clock = clock;
        this.thread = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CredentialChain::daemon);
        thread.allowCoreThreadTimeOut(true);
    }

    /** {@return the places that AWS's own clients look at, as this process finds them} */
    static CredentialChain of(Map<String, String> environment, InstantSource clock) {
        HttpCalls http = new HttpCalls("credentials", 1);
        CredentialRequests requests = new CredentialRequests(http);
        return new CredentialChain(
                List.of(
                        new EnvironmentSource(environment),
                        new WebIdentitySource(environment, requests),
                        new ProfileSource(environment, clock),
                        new ContainerSource(environment, requests),
                        new InstanceSource(environment, requests)),
                http,
                clock);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "event-gateway-aws-credentials");
        thread.setDaemon(true);
        return thread;
    }

    /** {@return credentials that have not expired, or a {@link FunctionException} of kind UNAVAILABLE} Never blocks. */
    CompletionStage<AwsCredentials> current() {
        AwsCredentials now = known;
        Instant time = clock.instant();
        if (now != null && now.lasts(time, EARLY)) {
            return CompletableFuture.completedStage(now);
        }
        CompletionStage<AwsCredentials> next = lookup(time);
        return now != null && now.lasts(time, Duration.ZERO) ? CompletableFuture.completedStage(now) : next;
    }

    /** AWS does not take them any more: the next call looks them up anew. */
    synchronized void forget(AwsCredentials refused) {
        if (refused.equals(known)) {
            known = null;
        }
    }

    /** One at a time, whoever asks. */
    private synchronized CompletionStage<AwsCredentials> lookup(Instant time) {
        if (lookup.isDone() && !time.isBefore(nextLookup)) {
            CompletableFuture<AwsCredentials> begun = new CompletableFuture<>();
            lookup = begun;
            thread.execute(() -> finish(begun));
        }
        return lookup.copy();
    }

    private void finish(CompletableFuture<AwsCredentials> begun) {
        try {
            AwsCredentials found = find();
            keep(found, clock.instant());
            begun.complete(found);
        } catch (Throwable failure) {
            keep(known, clock.instant());
            begun.completeExceptionally(new FunctionException(
                    FunctionException.Kind.UNAVAILABLE, "no AWS credentials: " + failure.getMessage(), failure));
        }
    }

    private synchronized void keep(@Nullable AwsCredentials found, Instant time) {
        known = found;
        nextLookup = time.plus(PAUSE);
    }

    private AwsCredentials find() {
        for (CredentialSource source : sources) {
            Optional<AwsCredentials> found = source.find();
            if (found.isPresent()) {
                LOG.debug("AWS credentials {} from {}", found.get(), source);
                return found.get();
            }
        }
        throw new CredentialException(
                "none given with the function, and none found in the environment, a profile, or the"
                        + " metadata of a container or an instance",
                null);
    }

    /** A lookup that is under way ends by its own time-outs. */
    @Override
    public void close() {
        thread.shutdownNow();
        http.close();
    }
}
