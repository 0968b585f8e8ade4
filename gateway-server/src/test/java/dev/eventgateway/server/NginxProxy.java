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

/** A real nginx that hands every request on to one function, as it is. */
final class NginxProxy implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final InetSocketAddress address;

    private NginxProxy(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    static NginxProxy start(Path folder, int function) throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), TestServer.freePort());
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
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
                  large_client_header_buffers 8 32k;
                  proxy_buffer_size 64k;
                  proxy_buffers 8 64k;
                  proxy_http_version 1.1;
                  proxy_request_buffering off;
                  proxy_redirect off;
                  proxy_set_header Connection "";
                  merge_slashes off;
                  underscores_in_headers on;
                  ignore_invalid_headers off;
                  upstream function { server 127.0.0.1:@FUNCTION@; keepalive 16; }
                  server {
                    listen 127.0.0.1:@PORT@;
                    location / { proxy_pass http://function; }
                  }
                }
                """.replace("@FOLDER@", folder.toString())
                .replace("@FUNCTION@", Integer.toString(function))
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
        return new NginxProxy(process, address);
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
