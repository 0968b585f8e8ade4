package dev.eventgateway.server.upstream;

import dev.eventgateway.server.tls.SelfSigned;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A function behind TLS that counts its connections. {@code /hash} answers with the hash of the body, {@code /make?LENGTH} with a body of
 * that length, {@code /echo} with the body itself, while it arrives.
 */
final class HashingFunction implements AutoCloseable {

    static {
        try {
            // Undertow reads once how large heads may be: whoever is first in this JVM must have said it.
            Class.forName("dev.eventgateway.server.http.Http2Listener");
        } catch (ClassNotFoundException gone) {
            throw new ExceptionInInitializerError(gone);
        }
    }

    private static final int PIECE = 8_192;

    private final Undertow server;
    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private final Set<String> protocols = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();

    /**
     * @param http2 whether it speaks HTTP/2, or HTTP/1.1 only
     */
    HashingFunction(SelfSigned identity, boolean http2) throws IOException, GeneralSecurityException {
        server = Undertow.builder()
                .addHttpsListener(0, "127.0.0.1", identity.identifiedTrusting())
                .setServerOption(UndertowOptions.ENABLE_HTTP2, http2)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setIoThreads(2)
                .setWorkerThreads(60)
                .setHandler(new BlockingHandler(this::answer))
                .build();
        server.start();
    }

    String url() {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return "https://127.0.0.1:" + address.getPort();
    }

    int connections() {
        return connections.size();
    }

    Set<String> protocols() {
        return protocols;
    }

    /** {@return how many bytes of {@code /make} were taken so far} */
    long sent() {
        return sent.get();
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        connections.add(exchange.getSourceAddress().getPort());
        protocols.add(exchange.getProtocol().toString());
        switch (exchange.getRequestPath()) {
            case "/hash" -> {
                String hash = hash(exchange.getInputStream());
                exchange.getOutputStream().write(hash.getBytes(StandardCharsets.US_ASCII));
            }
            case "/make" -> make(exchange);
            default -> echo(exchange);
        }
    }

    private void make(HttpServerExchange exchange) throws IOException {
        exchange.getInputStream().readAllBytes();
        int length = Integer.parseInt(exchange.getQueryString());
        if (length % 2 == 0) {
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, length);
        }
        Random random = new Random(length);
        byte[] piece = new byte[PIECE];
        OutputStream out = exchange.getOutputStream();
        for (int left = length; left > 0; left -= PIECE) {
            random.nextBytes(piece);
            out.write(piece, 0, Math.min(left, PIECE));
            sent.addAndGet(Math.min(left, PIECE));
        }
    }

    private static void echo(HttpServerExchange exchange) throws IOException {
        InputStream in = exchange.getInputStream();
        OutputStream out = exchange.getOutputStream();
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            out.write(piece, 0, count);
            out.flush();
        }
    }

    /** {@return what {@code /make} sends} */
    static byte[] made(int length) {
        Random random = new Random(length);
        byte[] all = new byte[(length + PIECE - 1) / PIECE * PIECE];
        byte[] piece = new byte[PIECE];
        for (int at = 0; at < all.length; at += PIECE) {
            random.nextBytes(piece);
            System.arraycopy(piece, 0, all, at, PIECE);
        }
        return Arrays.copyOf(all, length);
    }

    /** {@return the hash of all that is read} */
    static String hash(InputStream in) throws IOException, GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            digest.update(piece, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        server.stop();
    }
}
