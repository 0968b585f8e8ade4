package dev.eventgateway.server.training;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Answers as etcd does: whatever is asked for is there, and a watch is taken up, but nothing ever changes. */
public final class EtcdStandIn implements AutoCloseable {

    private static final ResponseHeader FIRST_REVISION =
            ResponseHeader.newBuilder().setRevision(1).build();

    private final Server server;

    private EtcdStandIn(Server server) {
        this.server = server;
    }

    /** {@return a stand-in on a free port of loopback} */
    public static EtcdStandIn start() throws IOException {
        return new EtcdStandIn(NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Entries())
                .addService(new Changes())
                .directExecutor()
                .build()
                .start());
    }

    /** {@return where it listens} */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Entries extends KVGrpc.KVImplBase {

        @Override
        public void txn(TxnRequest request, StreamObserver<TxnResponse> answers) {
            TxnResponse.Builder answer =
                    TxnResponse.newBuilder().setHeader(FIRST_REVISION).setSucceeded(true);
            request.getSuccessList().stream().map(Entries::found).forEach(answer::addResponses);
            answers.onNext(answer.build());
            answers.onCompleted();
        }

        private static ResponseOp found(RequestOp operation) {
            KeyValue entry = KeyValue.newBuilder()
                    .setKey(operation.getRequestRange().getKey())
                    .setValue(ByteString.copyFromUtf8("{}"))
                    .setModRevision(1)
                    .build();
            return ResponseOp.newBuilder()
                    .setResponseRange(RangeResponse.newBuilder().addKvs(entry).setCount(1))
                    .build();
        }
    }

    private static final class Changes extends WatchGrpc.WatchImplBase {

        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> answers) {
            return new StreamObserver<>() {
                @Override
                public void onNext(WatchRequest request) {
                    answers.onNext(WatchResponse.newBuilder()
                            .setHeader(FIRST_REVISION)
                            .setCreated(true)
                            .build());
                }

                @Override
                public void onError(Throwable ended) {
                    // The client is gone.
                }

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }
}
