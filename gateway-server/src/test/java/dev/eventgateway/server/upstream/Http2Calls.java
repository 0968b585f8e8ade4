package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionException.Kind;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.Invoker;
import dev.eventgateway.server.tls.SelfSigned;
import dev.eventgateway.server.upstream.RawHttp2Function.Connection;
import dev.eventgateway.server.upstream.RawHttp2Function.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Calls of functions that choose HTTP/2, from one I/O thread. */
abstract class Http2Calls {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static SelfSigned identity;

    private OneThread upstream;

    @BeforeAll
    static void certify() throws Exception {
        identity = SelfSigned.make(folder, "function", "EC");
    }

    @BeforeEach
    void open() throws Exception {
        upstream = upstream(50, PATIENCE);
    }

    /** Starts anew with other limits. */
    final void limit(int calls, Duration idleTime) throws Exception {
        upstream.close();
        upstream = upstream(calls, idleTime);
    }

    private static OneThread upstream(int calls, Duration idleTime) throws GeneralSecurityException, IOException {
        UpstreamLimits limits = new UpstreamLimits(calls, 200, PATIENCE, PATIENCE, idleTime, 1_000_000, PATIENCE);
        return new OneThread(limits, SelfSigned.trusting(identity));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    final CompletableFuture<FunctionReply> call(RawHttp2Function function, String path) {
        return call(function, path, Optional.empty());
    }

    final CompletableFuture<FunctionReply> call(RawHttp2Function function, String path, Optional<Duration> timeout) {
        Invoker invoker = upstream.invoker(function.url(path));
        FunctionCall call = new FunctionCall(Event.of("test.event"));
        return invoker.invoke(timeout.map(call::within).orElse(call)).toCompletableFuture();
    }

    static String text(CompletableFuture<FunctionReply> reply) {
        return new String(reply.orTimeout(20, TimeUnit.SECONDS).join().payload(), StandardCharsets.UTF_8);
    }

    static Kind failure(CompletableFuture<FunctionReply> reply) {
        Throwable failure = catchThrowable(reply.orTimeout(20, TimeUnit.SECONDS)::join);
        assertThat(failure).hasCauseInstanceOf(FunctionException.class);
        return ((FunctionException) Objects.requireNonNull(failure.getCause())).kind();
    }

    final RawHttp2Function function(RawHttp2Function.Behaviour behaviour) throws GeneralSecurityException, IOException {
        return RawHttp2Function.serving(identity, behaviour);
    }

    /** Answers each request with its path. */
    static void echo(Connection connection) throws Exception {
        while (true) {
            Request request = connection.request();
            connection.body(request);
            connection.answer(request.stream(), path(request));
        }
    }

    static String path(Request request) {
        return request.path();
    }
}
