package dev.eventgateway.bench.http;

import dev.eventgateway.kv.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Events for a slow function and for a dead one, more than they take: their queues fill up, and stay full. */
final class Trouble {

    private Trouble() {}

    /** From now on that gateway has it. */
    static void begin(Children children, Gateway gateway) throws IOException, InterruptedException {
        String dead = "http://127.0.0.1:" + TestServer.freePort();
        String address = gateway.registerTrouble(SlowFunction.start().url(), dead);
        Path body = children.folder().resolve("trouble");
        Files.writeString(body, "{}");
        for (String type : List.of(Gateway.SLOW_TYPE, Gateway.DEAD_TYPE)) {
            children.start(
                    type,
                    List.of(
                            "h2load",
                            "--h1",
                            "--threads=1",
                            "--clients=4",
                            "--rps=100",
                            "--duration=86400",
                            "--data=" + body,
                            "--header=event: " + type,
                            "--header=content-type: application/json",
                            address));
        }
    }
}
