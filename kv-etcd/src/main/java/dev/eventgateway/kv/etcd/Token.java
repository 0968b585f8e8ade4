package dev.eventgateway.kv.etcd;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that goes with each request. etcd gives it for user and password, and forgets it: when it starts again, when
 * nobody used it for some minutes, when the user changes. Then the next request asks for another. jetcd would do so too,
 * but without a deadline, so that a server which does not answer could keep a connection open for ever; and not for every
 * kind of request.
 */
final class Token implements ClientInterceptor, AutoCloseable {

    /** What is said of a request that etcd did not carry out, and that is worth another try. */
    static final String FORGOTTEN = "token forgotten";

    private static final List<String> GONE =
            List.of("invalid auth token", "revision of auth store is old", "user name is empty");

    private static final Logger LOG = LoggerFactory.getLogger(Token.class);
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Credentials credentials;
    private final Duration patience;
    private final Executor callbacks;
    // The rest is guarded by this.
    private @Nullable CompletableFuture<Metadata> token;
    private boolean closed;

    /**
     * Asks for a token with the first request.
     *
     * @param patience how long etcd may take to give one
     * @param callbacks runs what gRPC has to tell
     */
    Token(Credentials credentials, Duration patience, Executor callbacks) {
        this.credentials = credentials;
        this.patience = patience;
        this.callbacks = callbacks;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel channel) {
        Ticket ticket = new Ticket(channel);
        return new SimpleForwardingClientCall<>(channel.newCall(method, options.withCallCredentials(ticket))) {
            @Override
            public void start(Listener<A> answers, Metadata headers) {
                super.start(ticket.checking(answers), headers);
            }
        };
    }

    /** Requests that wait for a token fail: gRPC does not close a connection as long as there are any. */
    @Override
    public void close() {
        CompletableFuture<Metadata> awaited;
        synchronized (this) {
            closed = true;
            awaited = token;
        }
        if (awaited != null) {
            awaited.cancel(false);
        }
    }

    private synchronized CompletableFuture<Metadata> token(Channel channel) {
        if (closed) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        if (token == null) {
            token = authenticated(channel);
        }
        return token;
    }

    private synchronized void forget(@Nullable CompletableFuture<Metadata> old) {
        if (token == old) {
            token = null;
        }
    }

    /** All that wait for the token share this call, so it ends with none of theirs. */
    private CompletableFuture<Metadata> authenticated(Channel channel) {
        AuthenticateRequest request = AuthenticateRequest.newBuilder()
                .setName(credentials.user())
                .setPassword(credentials.password().reveal())
                .build();
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS)
                .withExecutor(callbacks);
        Reception reception = new Reception();
        Context before = Context.ROOT.attach();
        try {
            ClientCalls.asyncUnaryCall(channel.newCall(AuthGrpc.getAuthenticateMethod(), options), request, reception);
        } finally {
            Context.ROOT.detach(before);
        }
        return reception.token;
    }

    private Status refusal(Throwable thrown) {
        Status status = Status.fromThrowable(thrown);
        String user = "user \"" + credentials.user() + "\": ";
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED ->
                Status.UNAUTHENTICATED.withDescription(user + status.getDescription());
            default ->
                Status.UNAVAILABLE
                        .withDescription(user + "no token, " + status.getCode() + ": " + status.getDescription())
                        .withCause(status.getCause());
        };
    }

    /** {@return whether the request came to nothing because of its token, or for want of one} */
    private static boolean isTokenGone(Status status) {
        String words = String.valueOf(status.getDescription());
        return GONE.stream().anyMatch(words::contains);
    }

    /** Takes the token in. */
    private static final class Reception implements StreamObserver<AuthenticateResponse> {

        private final CompletableFuture<Metadata> token = new CompletableFuture<>();

        @Override
        public void onNext(AuthenticateResponse answer) {
            Metadata headers = new Metadata();
            headers.put(TOKEN, answer.getToken());
            token.complete(headers);
        }

        @Override
        public void onError(Throwable thrown) {
            Status status = Status.fromThrowable(thrown);
            if (status.getCode() == Code.FAILED_PRECONDITION) {
                // Clients are told of users before etcd is told to ask for them.
                LOG.warn("a user is given, but etcd does not ask for one: {}", status.getDescription());
                token.complete(new Metadata());
            }
            token.completeExceptionally(thrown);
        }

        @Override
        public void onCompleted() {
            // All was said.
        }
    }

    /** The token of one request. */
    private final class Ticket extends CallCredentials {

        private final Channel channel;
        private volatile @Nullable CompletableFuture<Metadata> used;

        Ticket(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
            CompletableFuture<Metadata> asked = token(channel);
            used = asked;
            var unused = asked.whenComplete((headers, refused) -> {
                if (refused == null) {
                    applier.apply(headers);
                } else {
                    forget(asked);
                    applier.fail(refusal(refused));
                }
            });
        }

        <A> ClientCall.Listener<A> checking(ClientCall.Listener<A> answers) {
            return new SimpleForwardingClientCallListener<>(answers) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                    super.onClose(checked(status), trailers);
                }
            };
        }

        /** {@return {@code status}, but in words of our own if the token is to blame, which is then not used again} */
        private Status checked(Status status) {
            if (!isTokenGone(status)) {
                return status;
            }
            forget(used);
            return Status.UNAUTHENTICATED.withDescription(FORGOTTEN + ": " + status.getDescription());
        }
    }
}
