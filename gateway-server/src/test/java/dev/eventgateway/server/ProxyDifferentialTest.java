package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests to a function in proxy mode and to nginx before the same function: it must see the same, and so must the client. Not
 * compared are the headers below, the reason phrase, and whether a request is sent in chunks: nginx counts small ones instead.
 */
class ProxyDifferentialTest {

    private static final int CASES = 1_000;

    /** Each side's own: whom the function is, what is said of the client, how long the connection is kept. */
    private static final Set<String> OF_REQUESTS = Set.of(
            "host", "connection", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "ce-eventgatewayhops");

    private static final Set<String> OF_ANSWERS = Set.of("date", "server", "connection", "keep-alive");

    @Test
    void aFunctionInProxyModeAndItsClientsSeeWhatTheySeeThroughNginx(@TempDir Path folder) throws Exception {
        try (RecordingOrigin function = new RecordingOrigin();
                Nginx nginx = Nginx.start(folder, handingOnTo(function.port()));
                Instance gateway = Instance.start()) {
            for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"}) {
                gateway.proxy(method, "/*any", "http://127.0.0.1:" + function.port() + "/");
            }
            try (Client one = new Client(gateway.server().events());
                    Client other = new Client(nginx.address())) {
                SoftAssertions all = new SoftAssertions();
                for (int number = 0; number < CASES; number++) {
                    Exchange mine = one.run(number, function);
                    Exchange theirs = other.run(number, function);
                    all.assertThat(mine.request())
                            .as("what the function saw of case %s", number)
                            .isEqualTo(theirs.request());
                    all.assertThat(mine.answer())
                            .as("what the client got in case %s", number)
                            .isEqualTo(theirs.answer());
                }
                all.assertAll();
            }
        }
    }

    /** {@return the configuration by which nginx hands every request on to one function, as it is} */
    private static String handingOnTo(int function) {
        return """
                  large_client_header_buffers 8 32k;
                  proxy_buffer_size 64k;
                  proxy_buffers 8 64k;
                  proxy_request_buffering off;
                  proxy_redirect off;
                  merge_slashes off;
                  underscores_in_headers on;
                  ignore_invalid_headers off;
                  upstream function { server 127.0.0.1:@FUNCTION@; keepalive 16; }
                  server {
                    listen 127.0.0.1:@PORT@;
                    location / { proxy_pass http://function; }
                  }
                """.replace("@FUNCTION@", Integer.toString(function));
    }

    private record Exchange(WireMessage request, WireMessage answer) {}

    /** Keeps its connection as long as the other side does. */
    private static final class Client implements AutoCloseable {

        private final InetSocketAddress address;
        private Socket socket = new Socket();
        private InputStream in = InputStream.nullInputStream();

        Client(InetSocketAddress address) {
            this.address = address;
        }

        Exchange run(int number, RecordingOrigin function) {
            ProxyCase each = ProxyCase.of(number);
            try {
                if (!socket.isConnected() || socket.isClosed()) {
                    connect();
                }
                socket.getOutputStream().write(each.request());
                WireMessage answer = WireMessage.read(in, each.isBodiless());
                if (answer.headers().getOrDefault("connection", List.of()).contains("close")) {
                    socket.close();
                }
                assertThat(function.hasSeen(number))
                        .as("case %s got %s", number, answer)
                        .isTrue();
                return new Exchange(
                        function.seen(number).withLength().without(OF_REQUESTS), answer.without(OF_ANSWERS));
            } catch (IOException failure) {
                throw new IllegalStateException("case " + number, failure);
            }
        }

        private void connect() throws IOException {
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
