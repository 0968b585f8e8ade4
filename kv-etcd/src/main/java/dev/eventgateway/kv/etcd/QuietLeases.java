package dev.eventgateway.kv.etcd;

import io.etcd.jetcd.api.LeaseGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;

/**
 * Keeps jetcd from warning twice of every call about a lease that finds no server: it takes that for worth another try, also
 * where it is told not to make one. What it is told instead is worth none to it, and the same to this store.
 */
final class QuietLeases implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel channel) {
        ClientCall<Q, A> call = channel.newCall(method, options);
        return LeaseGrpc.SERVICE_NAME.equals(method.getServiceName()) ? quiet(call) : call;
    }

    private static <Q, A> ClientCall<Q, A> quiet(ClientCall<Q, A> call) {
        return new SimpleForwardingClientCall<>(call) {
            @Override
            public void start(Listener<A> answers, Metadata headers) {
                super.start(quiet(answers), headers);
            }
        };
    }

    private static <A> ClientCall.Listener<A> quiet(ClientCall.Listener<A> answers) {
        return new SimpleForwardingClientCallListener<>(answers) {
            @Override
            public void onClose(Status status, Metadata trailers) {
                super.onClose(quiet(status), trailers);
            }
        };
    }

    private static Status quiet(Status status) {
        return status.getCode() == Code.UNAVAILABLE
                ? Status.ABORTED.withDescription(status.getDescription()).withCause(status.getCause())
                : status;
    }
}
