package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.spi.Deadline;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One request on its way. jetcd gives its calls no deadline, so that one which the caller gave up could still be sent
 * minutes later; and it does not tell whether a request was sent at all. This does both, by way of gRPC's context.
 */
final class Sending extends ClientStreamTracer.Factory implements AutoCloseable {

    private static final Context.Key<Sending> CURRENT = Context.key("kv-etcd sending");

    private final Deadline deadline;
    private final Context.CancellableContext context =
            Context.current().withValue(CURRENT, this).withCancellation();
    private volatile boolean begun;

    Sending(Deadline deadline) {
        this.deadline = deadline;
    }

    /** {@return what makes requests obey, and has the callbacks of all calls run by {@code callbacks}} */
    static ClientInterceptor interceptor(Executor callbacks) {
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                CallOptions ours = options.withExecutor(callbacks);
                Sending current = CURRENT.get();
                return next.newCall(method, current == null ? ours : current.applied(ours));
            }
        };
    }

    /** {@return what {@code call} returns; it makes the request in this thread} */
    <T> T make(Supplier<T> call) {
        Context before = context.attach();
        try {
            return call.get();
        } finally {
            context.detach(before);
        }
    }

    /** {@return whether a server may have got the request} */
    boolean begun() {
        return begun;
    }

    /** Gives the request up, if it is still under way. */
    @Override
    public void close() {
        context.cancel(null);
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata sent) {
                begun = true;
            }
        };
    }

    private CallOptions applied(CallOptions options) {
        return options.withDeadlineAfter(deadline.nanosLeft(), TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(this);
    }
}
