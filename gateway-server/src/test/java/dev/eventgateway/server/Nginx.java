package dev.eventgateway.server;

import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.server.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real nginx, on a port of its own. One process: started by root, workers would be nobody, and could not read the folder. */
public final class Nginx implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final InetSocketAddress address;

    private Nginx(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * {@return one that listens}
     *
     * @param folder where it keeps its files
     * @param http what it serves, as its configuration says it; {@code @PORT@} and {@code @FOLDER@} stand for those
     */
    public static Nginx start(Path folder, String http) throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), TestServer.freePort());
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid @FOLDER@/nginx.pid;
                error_log stderr warn;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_max_body_size 0;
                  client_body_temp_path @FOLDER@/body;
                  proxy_temp_path @FOLDER@/proxy;
                  fastcgi_temp_path @FOLDER@/fastcgi;
                  uwsgi_temp_path @FOLDER@/uwsgi;
                  scgi_temp_path @FOLDER@/scgi;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                @HTTP@
                }
                """.replace("@HTTP@", http)
                .replace("@FOLDER@", folder.toString())
                .replace("@PORT@", Integer.toString(address.getPort())));
        Process process = new ProcessBuilder(
                        FetchedProgram.path("proxies.sh", "nginx"), "-e", "stderr", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await("nginx listens").atMost(PATIENCE).ignoreExceptions().until(() -> {
            new Socket(address.getAddress(), address.getPort()).close();
            return true;
        });
        return new Nginx(process, address);
    }

    /** {@return where it listens} */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
