package dev.eventgateway.kv.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private ServerSocket echo;
    private Thread echoing;
    private TcpProxy proxy;
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void startEcho() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = new TcpProxy(echo.getLocalPort());
        echoing = daemon(() -> {
            while (!echo.isClosed()) {
                Socket peer = echo.accept();
                daemon(() -> {
                    peer.getInputStream().transferTo(peer.getOutputStream());
                    peer.close();
                });
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void bytesGoThroughBothWays() throws IOException {
        Socket one = connect();
        Socket other = connect();

        assertThat(echoed(one, 42)).isEqualTo(42);
        assertThat(echoed(other, 43)).isEqualTo(43);
        assertThat(proxy.connections()).isEqualTo(2);
        assertThat(proxy.accepted()).isEqualTo(2);
        assertThat(proxy.bytes()).as("there and back").isEqualTo(4);
        assertThat(proxy.address()).isEqualTo("127.0.0.1:" + proxy.port());
        one.close();
        await().until(() -> proxy.connections() == 1);
    }

    @Test
    void aCutResetsWhatStandsAndWhatComes() throws IOException {
        Socket standing = connect();
        assertThat(echoed(standing, 1)).isEqualTo(1);
        proxy.cut();

        assertThatThrownBy(() -> echoed(standing, 2)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> echoed(connect(), 3)).isInstanceOf(SocketException.class);
        assertThat(proxy.connections()).isZero();
        proxy.heal();
        assertThat(echoed(connect(), 4)).isEqualTo(4);
    }

    @Test
    void aSwallowedConnectionIsSilentAndResetWhenTheLineHeals() throws IOException {
        Socket standing = connect();
        Socket idle = connect();
        assertThat(echoed(standing, 1)).isEqualTo(1);
        assertThat(echoed(idle, 1)).isEqualTo(1);
        proxy.swallow();
        Socket late = connect();
        standing.setSoTimeout(200);
        late.setSoTimeout(200);

        assertThatThrownBy(() -> echoed(standing, 2)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> echoed(late, 3)).isInstanceOf(SocketTimeoutException.class);
        proxy.heal();
        standing.setSoTimeout(10_000);
        late.setSoTimeout(10_000);
        assertThatThrownBy(() -> echoed(standing, 4)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> echoed(late, 5)).isInstanceOf(SocketException.class);
        assertThat(echoed(idle, 6)).isEqualTo(6);
        assertThat(echoed(connect(), 7)).isEqualTo(7);
    }

    @Test
    void aTargetThatIsGoneResetsTheConnection() throws Exception {
        echo.close();
        // As long as a thread waits at the door, the system goes on letting connections in.
        echoing.join();

        assertThatThrownBy(() -> echoed(connect(), 1)).isInstanceOf(SocketException.class);
    }

    @Test
    void nothingIsLeftAfterTheEnd() throws IOException {
        Socket standing = connect();
        assertThat(echoed(standing, 1)).isEqualTo(1);
        proxy.close();
        proxy.close();

        assertThatThrownBy(() -> echoed(standing, 2)).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::connect).isInstanceOf(SocketException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("tcp-proxy")));
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(10_000);
        clients.add(client);
        return client;
    }

    private static int echoed(Socket socket, int sent) throws IOException {
        socket.getOutputStream().write(sent);
        int answer = socket.getInputStream().read();
        if (answer < 0) {
            throw new IOException("ended without a reset");
        }
        return answer;
    }

    private static Thread daemon(Network work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // The test is over, or the connection was reset as it should be.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private interface Network {
        void run() throws IOException;
    }
}
