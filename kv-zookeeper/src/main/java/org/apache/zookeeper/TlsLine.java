package org.apache.zookeeper;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** One encrypted connection that carries ZooKeeper's messages, each behind its length. */
final class TlsLine implements AutoCloseable {

    private static final int LENGTH_BYTES = 4;

    private final Channel channel;

    /**
     * Begins to connect.
     *
     * @param address of the server, with the name that its certificate has to bear
     * @param largest the most bytes that a message may have
     * @param listener told on the thread of {@code loop}
     */
    TlsLine(EventLoop loop, SslContext tls, InetSocketAddress address, int largest, Listener listener) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel made) {
                        made.pipeline()
                                .addLast(tls.newHandler(made.alloc(), address.getHostString(), address.getPort()))
                                .addLast(new LengthFieldBasedFrameDecoder(largest, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                                .addLast(new Receiver(listener));
                    }
                })
                .connect(address);
        this.channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                listener.lost(done.cause());
            }
        });
    }

    /** Sends a message with its length in front. What cannot be sent ends the connection. */
    void send(ByteBuffer message) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(message)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    SocketAddress localAddress() {
        return channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }

    /** Who uses the connection, and closes it when it is lost. */
    interface Listener {

        /** It stands, and the server is who it should be. */
        void secured();

        /** A message, without its length. */
        void heard(ByteBuffer message);

        /** It is over, or has never come about. May be said again, with less to tell. */
        void lost(Throwable cause);
    }

    private static final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {

        private final Listener listener;

        Receiver(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    listener.secured();
                } else {
                    listener.lost(handshake.cause());
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            byte[] bytes = new byte[message.readableBytes()];
            message.readBytes(bytes);
            listener.heard(ByteBuffer.wrap(bytes));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            listener.lost(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            listener.lost(new EOFException("the server closed the connection"));
        }
    }
}
